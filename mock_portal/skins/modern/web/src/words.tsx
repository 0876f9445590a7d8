// The words of the page, in the language of the visitor.
import { createContext, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";

export type Lang = "en" | "zh";
type Catalogue = Record<string, string>;

interface Boot {
  lang: Lang;
  words: Catalogue;
  catalogues: Record<Lang, string>;
}

export type Say = (key: string, args?: Record<string, string | number>) => string;

interface Language {
  lang: Lang;
  t: Say;
  choose: (lang: Lang) => Promise<void>;
}

const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}") as Boot;
const known: Partial<Record<Lang, Catalogue>> = { [boot.lang]: boot.words };
const Words = createContext<Language>({
  lang: boot.lang,
  t: (key) => key,
  choose: () => Promise.resolve(),
});

export function Speaking({ children }: { children: ReactNode }) {
  const [lang, setLang] = useState<Lang>(boot.lang);
  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  }, [lang]);
  const language = useMemo<Language>(() => {
    const words = known[lang] ?? {};
    return {
      lang,
      t: (key, args = {}) =>
        Object.entries(args).reduce(
          (text, [name, value]) => text.replace(`{${name}}`, String(value)),
          words[key] ?? key,
        ),
      choose: async (to) => {
        document.cookie = `ipp_lang=${to}; path=/; samesite=lax`;
        known[to] ??= (await (await fetch(boot.catalogues[to])).json()) as Catalogue;
        setLang(to);
      },
    };
  }, [lang]);
  return <Words.Provider value={language}>{children}</Words.Provider>;
}

export const useWords = (): Language => useContext(Words);
