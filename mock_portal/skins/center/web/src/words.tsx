// What the document was given, and the words of the page.
import { createContext, useContext, useMemo } from "react";
import type { ReactNode } from "react";

export type Lang = "en" | "zh";
type Catalogue = Record<string, string>;

interface Boot {
  lang: Lang;
  words: Partial<Record<Lang, Catalogue>>;
  signIn: Record<Lang, string>;
  uploads: string;
  chinesePages: string[];
  tour: boolean;
}

export const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}") as Boot;

export type Say = (key: string, args?: Record<string, string | number>) => string;

interface Speech {
  lang: Lang;
  t: Say;
}

const Words = createContext<Speech>({ lang: boot.lang, t: (key) => key });

/** The words below are in `lang`, some perhaps changed. */
export function Speaking({ lang, changed, children }: { lang: Lang; changed: Catalogue; children: ReactNode }) {
  const speech = useMemo<Speech>(() => {
    const words = { ...boot.words[lang], ...changed };
    return {
      lang,
      t: (key, args = {}) =>
        Object.entries(args).reduce(
          (text, [name, value]) => text.replace(`{${name}}`, String(value)),
          words[key] ?? key,
        ),
    };
  }, [lang, changed]);
  return <Words.Provider value={speech}>{children}</Words.Provider>;
}

export const useWords = (): Speech => useContext(Words);

/** Another language: a cookie, and the document anew. */
export function chooseLanguage(lang: Lang): void {
  document.cookie = `ipp_lang=${lang}; path=/; samesite=lax`;
  const again = "?_localeChangeRedirectToken=1";
  if (window.location.search === again) window.location.reload();
  else window.location.search = again;
}
