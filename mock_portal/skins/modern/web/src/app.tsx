// The application: words, session, the page that the address names.
import { App, ConfigProvider, Modal } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import { Frame } from "./frame";
import { Announce, Bones, Wrong } from "./page";
import type { Above } from "./page";
import { AccountPage } from "./pages/account";
import { CheckPage } from "./pages/check";
import { ChoicePage } from "./pages/choice";
import { ComplaintPage } from "./pages/complaint";
import { ConfirmationPage } from "./pages/confirmation";
import { DetailsPage } from "./pages/details";
import { HomePage } from "./pages/home";
import { ListPage } from "./pages/list";
import { MessagesPage } from "./pages/messages";
import { RecordPage } from "./pages/record";
import { SignInPage } from "./pages/sign_in";
import { useRoute } from "./router";
import type { Route } from "./router";
import { FRAME, SessionKeeper, useSession } from "./session";
import { Tour } from "./tour";
import { Speaking, useWords } from "./words";

const FONTS = `-apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei",
  "WenQuanYi Micro Hei", "Noto Sans CJK SC", "Helvetica Neue", Arial, sans-serif`;

const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const THEME = {
  // the style sheet comes with the build: none is made while the page is used
  zeroRuntime: true,
  token: {
    motion: !still,
    // dark enough to be read on white and on their own tints
    colorPrimary: "#c2410c",
    colorPrimaryHover: "#a8380a",
    colorInfo: "#0950c4",
    colorSuccess: "#237804",
    colorSuccessBg: "#eef9e8",
    colorWarning: "#8a5200",
    colorWarningBg: "#fffbe6",
    colorWarningBorder: "#f0d68a",
    colorLink: "#b93c0a",
    colorLinkHover: "#8f2f08",
    colorTextSecondary: "rgba(0, 0, 0, 0.68)",
    colorTextDescription: "rgba(0, 0, 0, 0.62)",
    colorTextTertiary: "rgba(0, 0, 0, 0.62)",
    colorTextPlaceholder: "rgba(0, 0, 0, 0.56)",
    colorError: "#c8102e",
    fontFamily: FONTS,
  },
};

export function Application() {
  return (
    <Speaking>
      <Themed />
    </Speaking>
  );
}

function Themed() {
  const { lang } = useWords();
  dayjs.locale(lang === "zh" ? "zh-cn" : "en");
  return (
    <ConfigProvider locale={lang === "zh" ? zh : en} theme={THEME} wave={{ disabled: still }}>
      <App>
        <SessionKeeper>
          <Announcing>
            <Pages />
          </Announcing>
        </SessionKeeper>
      </App>
    </ConfigProvider>
  );
}

function Announcing({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const [text, setText] = useState("");
  const [tour, setTour] = useState(false);
  const { over } = useSession();
  const above = useMemo<Above>(() => ({ announce: setText, tour: () => setTour(true) }), []);
  return (
    <Announce.Provider value={above}>
      {children}
      {tour && <Tour done={() => setTour(false)} />}
      {over && (
        <div className="login-over">
          <iframe name={FRAME} title={t("sign_in.title")} src="/?frame=1#/login" />
        </div>
      )}
      <Modal
        open={text !== ""}
        title={t("announcement.title")}
        closable={false}
        mask={{ closable: false }}
        keyboard={false}
        okText={t("announcement.close")}
        cancelButtonProps={{ style: { display: "none" } }}
        onOk={() => setText("")}
      >
        <p>{text}</p>
      </Modal>
    </Announce.Provider>
  );
}

function Pages() {
  const route = useRoute();
  const { account, known, trouble, retry } = useSession();
  if (trouble) return <Frame>{<Wrong trouble={trouble} retry={retry} />}</Frame>;
  if (!known) return <Frame>{<Bones />}</Frame>;
  if (route.path === "/login/check") return <Frame>{<CheckPage />}</Frame>;
  if (!account) return <Frame>{<SignInPage />}</Frame>;
  return <Frame>{inside(route)}</Frame>;
}

function inside(route: Route): ReactNode {
  const [, area, page, number = ""] = route.parts;
  switch (`${area}/${page ?? ""}`) {
    case "ipr/add":
      return <ChoicePage number={number} />;
    case "ipr/detail":
      return <DetailsPage key={number} number={number} />;
    case "ipr/success":
      return <ConfirmationPage number={number} />;
    case "ipr/list":
      return <ListPage query={route.query} />;
    case "ipr/record":
      return <RecordPage number={number} />;
    case "complaint/add":
      return <ComplaintPage which="add" />;
    case "complaint/list":
      return <ComplaintPage which="list" />;
    case "messages/":
      return <MessagesPage />;
    case "account/":
      return <AccountPage />;
    default:
      return <HomePage />;
  }
}
