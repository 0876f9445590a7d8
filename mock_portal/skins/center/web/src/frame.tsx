// Header and menu; on narrow screens a button opens the menu.
import { Button, Nav } from "@alifd/next";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { usePress } from "./page";
import { go, HOME, useRoute } from "./router";
import { useSession } from "./session";
import { chooseLanguage, useWords } from "./words";

const MENU: [group: string, items: [key: string, path: string][]][] = [
  ["", [["home", HOME]]],
  ["rights", [["submission", "/rights/apply"], ["management", "/rights/list"]]],
  ["complaint", [["complain", "/complaint/form"], ["complaints", "/complaint/list"]]],
  ["", [["messages", "/notice"]]],
  ["", [["account", "/account"]]],
];
const WITHIN: Record<string, string> = {
  "/rights/form": "/rights/apply",
  "/rights/result": "/rights/apply",
  "/rights/record": "/rights/list",
};

export function Frame({ children }: { children: ReactNode }) {
  const { state, account, leave } = useSession();
  const { t, lang } = useWords();
  const { run, busy } = usePress();
  const route = useRoute();
  const [open, setOpen] = useState(false);
  const other = lang === "zh" ? "en" : "zh";
  const inside = state === "in";
  useEffect(() => {
    setOpen(false);
    window.scrollTo(0, 0);
  }, [route.path]);
  return (
    <div className="frame">
      <header className="head">
        {inside && (
          <Button className="menu-button" aria-label={t("center.menu_open")} onClick={() => setOpen(!open)}>
            ☰
          </Button>
        )}
        <a className="logo" href={`#${HOME}`}>
          {t("site.name")}
        </a>
        <div className="tools">
          {inside && <span className="who">{account?.complainant}</span>}
          <Button text lang={other} onClick={() => chooseLanguage(other)}>
            {other === "zh" ? "中文" : "English"}
          </Button>
          {inside && (
            <Button text loading={busy === "leave"} onClick={() => void run("leave", leave)}>
              {t("menu.sign_out")}
            </Button>
          )}
        </div>
      </header>
      <div className="body">
        {inside && (
          <nav className={open ? "side open" : "side"} aria-label={t("menu.title")}>
            <Nav
              selectedKeys={[WITHIN[route.path] ?? route.path]}
              defaultOpenKeys={["rights", "complaint"]}
              openMode="multiple"
              type="line"
              onSelect={(keys) => go(keys[0] ?? HOME)}
            >
              {MENU.map(([group, items]) => {
                const entries = items.map(([key, path]) => <Nav.Item key={path}>{t(`menu.${key}`)}</Nav.Item>);
                return group ? (
                  <Nav.SubNav key={group} label={t(`menu.${group}`)}>
                    {entries}
                  </Nav.SubNav>
                ) : (
                  entries
                );
              })}
            </Nav>
          </nav>
        )}
        <main className="main">{children}</main>
      </div>
      <footer className="foot">{t("site.mock")}</footer>
    </div>
  );
}
