// The application: words, session, what lies over the page, the page that the address names.
import { Button, ConfigProvider, Dialog } from "@alifd/next";
import english from "@alifd/next/es/locale/en-us";
import chinese from "@alifd/next/es/locale/zh-cn";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { speak } from "./api";
import { Frame } from "./frame";
import { Mask, Over, Wrong } from "./page";
import type { Above } from "./page";
import { ApplyPage } from "./pages/apply";
import { FormPage } from "./pages/form";
import { ListPage } from "./pages/list";
import { AccountPage, ComplaintPage, HomePage, NoticePage, ResultPage } from "./pages/others";
import { RecordPage } from "./pages/record";
import { useRoute } from "./router";
import type { Route } from "./router";
import { SessionKeeper, SignIn, useSession } from "./session";
import { Tour } from "./tour";
import { boot, Speaking, useWords } from "./words";

const TOURED = "ipp_center_tour";

/** The page's name in the setting `chinese_pages`. */
const nameOf = (route: Route): string => route.path.split("/").pop() ?? "";

export function Application() {
  const route = useRoute();
  const [changed, setChanged] = useState<Record<string, string>>({});
  const [announced, setAnnounced] = useState("");
  const [tour, setTour] = useState(boot.tour && localStorage.getItem(TOURED) === null);
  const lang = boot.chinesePages.includes(nameOf(route)) ? "zh" : boot.lang;
  speak(lang);
  const reword = useCallback(
    (words: Record<string, string>) =>
      setChanged((now) => (JSON.stringify(now) === JSON.stringify(words) ? now : words)),
    [],
  );
  const above = useMemo<Above>(
    () => ({ announce: setAnnounced, tour: () => setTour(true), reword }),
    [reword],
  );
  const toured = () => {
    localStorage.setItem(TOURED, "1");
    setTour(false);
  };
  return (
    <ConfigProvider locale={lang === "zh" ? chinese : english}>
      <Speaking lang={lang} changed={changed}>
        <SessionKeeper>
          <Over.Provider value={above}>
            <Pages route={route} />
            <Announcement text={announced} close={() => setAnnounced("")} />
            <Guide shown={tour && !announced} done={toured} />
          </Over.Provider>
        </SessionKeeper>
      </Speaking>
    </ConfigProvider>
  );
}

function Guide({ shown, done }: { shown: boolean; done: () => void }) {
  const { state, over } = useSession();
  const [drawn, setDrawn] = useState(false);
  const ready = shown && state === "in" && !over;
  // it points at things of the page, which are there a turn later
  useEffect(() => setDrawn(ready), [ready]);
  return drawn ? <Tour done={done} /> : null;
}

function Announcement({ text, close }: { text: string; close: () => void }) {
  const { t } = useWords();
  return (
    <Dialog
      v2
      visible={text !== ""}
      title={t("announcement.title")}
      closeMode={[]}
      footer={
        <Button type="primary" onClick={close}>
          {t("announcement.close")}
        </Button>
      }
    >
      <p>{text}</p>
    </Dialog>
  );
}

function Pages({ route }: { route: Route }) {
  const { state, over, trouble, retry } = useSession();
  let content: ReactNode = <Mask />;
  if (trouble) content = <Wrong trouble={trouble} retry={retry} />;
  else if (state === "out") content = <SignIn />;
  else if (state === "in") content = inside(route);
  return (
    <>
      <Frame>{content}</Frame>
      {over && state === "in" && <SignIn over />}
    </>
  );
}

function inside(route: Route): ReactNode {
  const id = route.query.get("id") ?? "";
  switch (route.path) {
    case "/rights/apply":
      return <ApplyPage id={id} />;
    case "/rights/form":
      return <FormPage key={id} id={id} />;
    case "/rights/result":
      return <ResultPage id={id} />;
    case "/rights/list":
      return <ListPage query={route.query} />;
    case "/rights/record":
      return <RecordPage id={id} />;
    case "/complaint/form":
      return <ComplaintPage which="add" />;
    case "/complaint/list":
      return <ComplaintPage which="list" />;
    case "/notice":
      return <NoticePage />;
    case "/account":
      return <AccountPage />;
    default:
      return <HomePage />;
  }
}
