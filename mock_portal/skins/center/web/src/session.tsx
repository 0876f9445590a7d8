// Who is signed in. Signed out, the widget stands in place of the page, or over it.
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { get, onSessionEnd, post, Trouble } from "./api";
import type { Account } from "./types";
import { boot, useWords } from "./words";

interface Session {
  state: "unknown" | "in" | "out";
  account: Account | null;
  /** Rises with every sign-in: what failed for want of one is asked for anew. */
  round: number;
  over: boolean;
  trouble: Trouble | null;
  retry: () => void;
  leave: () => Promise<void>;
}

const Who = createContext<Session | null>(null);

interface Told {
  account: Account;
  token: string;
}

export function SessionKeeper({ children }: { children: ReactNode }) {
  const [state, setState] = useState<Session["state"]>("unknown");
  const [account, setAccount] = useState<Account | null>(null);
  const [round, setRound] = useState(0);
  const [over, setOver] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const load = useCallback(() => {
    setTrouble(null);
    get<Told>("/center/session.json")
      .then((told) => {
        window._tb_token_ = told.token;
        setAccount(told.account);
        setState("in");
        setOver(false);
        setRound((n) => n + 1);
      })
      .catch((error: unknown) => {
        if (error instanceof Trouble && error.code.startsWith("FAIL_SYS_SESSION")) setState("out");
        else if (error instanceof Trouble) setTrouble(error);
      });
  }, []);
  useEffect(load, [load]);

  useEffect(() => {
    onSessionEnd((above) => {
      if (above) setOver(true);
      else setState((now) => (now === "unknown" ? now : "out"));
    });
  }, []);

  useEffect(() => {
    const origin = new URL(boot.signIn.zh).origin;
    const heard = (event: MessageEvent<{ action?: string; st?: string } | null>) => {
      if (event.origin !== origin || event.data?.action !== "loginResult") return;
      post<{ token: string }>("/center/st.json", { st: event.data.st ?? "" })
        .then(load)
        .catch(() => setState("out"));
    };
    window.addEventListener("message", heard);
    return () => window.removeEventListener("message", heard);
  }, [load]);

  const session = useMemo<Session>(
    () => ({
      state,
      account,
      round,
      over,
      trouble,
      retry: load,
      leave: async () => {
        await post("/center/logout.json");
        setAccount(null);
        setState("out");
      },
    }),
    [state, account, round, over, trouble, load],
  );
  return <Who.Provider value={session}>{children}</Who.Provider>;
}

export function useSession(): Session {
  const session = useContext(Who);
  if (!session) throw new Error("no session keeper above");
  return session;
}

/** The widget; where it stands, the style sheet says. */
export function SignIn({ over = false }: { over?: boolean }) {
  const { lang, t } = useWords();
  const frame = (
    <iframe
      id="alibaba-login-box"
      name="alibaba-login-box"
      title={t("widget.title")}
      src={boot.signIn[lang]}
      frameBorder="0"
      scrolling="no"
    />
  );
  if (!over) return <div className="login-place">{frame}</div>;
  return (
    <div className="login-mask">
      <div className="login-box">{frame}</div>
    </div>
  );
}
