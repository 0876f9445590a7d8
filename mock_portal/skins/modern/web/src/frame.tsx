// Header, menu, footer; on narrow screens the menu is in a drawer.
import { BellOutlined, FileAddOutlined, FlagOutlined, HomeOutlined, MenuOutlined, ProfileOutlined, UnorderedListOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Drawer, Grid, Layout, Menu } from "antd";
import { memo, useEffect, useState } from "react";
import type { ReactNode } from "react";
import { useDeed } from "./page";
import { useRoute } from "./router";
import { useSession } from "./session";
import { useWords } from "./words";

const MENU: [key: string, path: string, icon: ReactNode][] = [
  ["home", "/uc/index", <HomeOutlined />],
  ["submission", "/uc/ipr/add", <FileAddOutlined />],
  ["management", "/uc/ipr/list", <UnorderedListOutlined />],
  ["complain", "/uc/complaint/add", <FlagOutlined />],
  ["complaints", "/uc/complaint/list", <ProfileOutlined />],
  ["messages", "/uc/messages", <BellOutlined />],
  ["account", "/uc/account", <UserOutlined />],
];

// pages that belong to an entry of the menu without being named by it
const WITHIN: [start: string, key: string][] = [
  ["/uc/ipr/detail", "submission"],
  ["/uc/ipr/success", "submission"],
  ["/uc/ipr/record", "management"],
];

export function Frame({ children }: { children: ReactNode }) {
  const { account } = useSession();
  const { t } = useWords();
  const route = useRoute();
  const wide = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  const [open, setOpen] = useState(false);
  useEffect(() => {
    setOpen(false);
    window.scrollTo(0, 0);
  }, [route.path]);
  const menu = account && <UserMenu chosen={entry(route.path)} />;
  return (
    <Layout className="frame">
      <a
        className="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("content")?.focus();
        }}
      >
        {t("site.skip")}
      </a>
      <Layout.Header className="head">
        {menu && !wide && (
          <Button
            icon={<MenuOutlined />}
            aria-label={t("modern.menu_open")}
            onClick={() => setOpen(true)}
          />
        )}
        <a className="logo" href="#/uc/index">
          <b>{t("site.short")}</b> {wide && t("site.name")}
        </a>
        <Tools wide={wide} />
      </Layout.Header>
      <Layout className="body">
        {menu && wide && (
          <Layout.Sider theme="light" width={220} className="side">
            {menu}
          </Layout.Sider>
        )}
        <Layout.Content id="content" tabIndex={-1} role="main" className={menu ? "main" : "main bare"}>
          {children}
        </Layout.Content>
      </Layout>
      <Layout.Footer className="foot">{t("site.mock")}</Layout.Footer>
      <Drawer
        title={t("menu.title")}
        placement="left"
        size={280}
        open={open && !wide}
        onClose={() => setOpen(false)}
        styles={{ body: { padding: 0 } }}
      >
        {menu}
      </Drawer>
    </Layout>
  );
}

function entry(path: string): string {
  const inside = WITHIN.find(([start]) => path.startsWith(start))?.[1];
  return inside ?? MENU.find(([, to]) => path.startsWith(to))?.[0] ?? "home";
}

const UserMenu = memo(function UserMenu({ chosen }: { chosen: string }) {
  const { t } = useWords();
  return (
    <nav aria-label={t("menu.title")}>
      <Menu
        mode="inline"
        selectedKeys={[chosen]}
        items={MENU.map(([key, to, icon]) => ({
          key,
          icon,
          label: <a href={`#${to}`}>{t(`menu.${key}`)}</a>,
        }))}
      />
    </nav>
  );
});

const Tools = memo(function Tools({ wide }: { wide: boolean }) {
  const { account, leave } = useSession();
  const { t, lang, choose } = useWords();
  const { run, busy } = useDeed();
  const other = lang === "zh" ? "en" : "zh";
  return (
    <div className="tools">
      {account && wide && <span className="who">{account.complainant}</span>}
      <Button type="text" lang={other} onClick={() => void choose(other)}>
        {other === "zh" ? "中文" : "English"}
      </Button>
      {account && (
        <Button type="text" loading={busy === "leave"} onClick={() => void run("leave", leave)}>
          {t("menu.sign_out")}
        </Button>
      )}
    </div>
  );
});
