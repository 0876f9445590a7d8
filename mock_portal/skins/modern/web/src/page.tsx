// What every page shares: loading its data, the bones meanwhile, troubles, the announcement.
import { Alert, App, Button, Card, Result, Skeleton, Typography } from "antd";
import { createContext, useCallback, useContext, useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { Accepted, get, Trouble } from "./api";
import { useSession } from "./session";
import type { Announced } from "./types";
import { useWords } from "./words";

export interface Above {
  announce: (text: string) => void;
  tour: () => void;
}
export const Announce = createContext<Above | null>(null);

interface Loading<T> {
  data: T | null;
  trouble: Trouble | null;
  stale: boolean;
  reload: () => void;
}

/** The data of a page; asked anew when address or language change. */
export function usePage<T extends Announced>(path: string): Loading<T> {
  const { lang } = useWords();
  const above = useContext(Announce);
  const session = useSession();
  const waiting = useRef(false);
  const [told, setTold] = useState<{ key: string; data: T } | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [round, setRound] = useState(0);
  const key = `${lang} ${path}`;
  useEffect(() => {
    const stop = new AbortController();
    setTrouble(null);
    get<T>(path, stop.signal)
      .then((data) => {
        setTold({ key, data });
        if (data.announcement) above?.announce(data.announcement);
        if (data.tour) above?.tour();
      })
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        if (!(error instanceof Trouble)) return;
        waiting.current = error.status === 401;
        if (!waiting.current) setTrouble(error);
      });
    return () => stop.abort();
  }, [key, path, round, above]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  useEffect(() => {
    if (waiting.current) reload();
    waiting.current = false;
  }, [session.round, reload]);
  return { data: told?.data ?? null, trouble, stale: told?.key !== key, reload };
}

export function Bones() {
  const { t } = useWords();
  return (
    <div aria-busy="true" aria-label={t("modern.loading")} role="status">
      <Card>
        <Skeleton active paragraph={{ rows: 4 }} />
      </Card>
      <Card>
        <Skeleton active paragraph={{ rows: 6 }} />
      </Card>
    </div>
  );
}

export function Wrong({ trouble, retry }: { trouble: Trouble; retry: () => void }) {
  const { t } = useWords();
  return (
    <Card>
      <Result
        status={trouble.status === 404 ? "404" : "warning"}
        title={t("error.title")}
        subTitle={<span role="alert">{trouble.text || t("modern.network")}</span>}
        extra={
          <Button type="primary" onClick={retry}>
            {t("modern.retry")}
          </Button>
        }
      />
    </Card>
  );
}

export function Heading({ children }: { children: ReactNode }) {
  const { t } = useWords();
  useEffect(() => {
    document.title = `${typeof children === "string" ? children : ""} - ${t("site.name")}`;
  }, [children, t]);
  return (
    <Typography.Title level={1} className="heading">
      {children}
    </Typography.Title>
  );
}

export interface Deed {
  busy: string;
  problem: string;
  accepted: Accepted | null;
  setProblem: (text: string) => void;
  /** Runs one press; what goes wrong is shown, field errors go to `fields`. */
  run: (
    name: string,
    act: () => Promise<void>,
    fields?: (errors: Record<string, string>) => void,
  ) => Promise<void>;
}

/** Presses that send something: one at a time, their troubles told. */
export function useDeed(): Deed {
  const { t } = useWords();
  const { notification } = App.useApp();
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useState("");
  const [accepted, setAccepted] = useState<Accepted | null>(null);
  const running = useRef(false);
  const run: Deed["run"] = async (name, act, fields) => {
    if (running.current) return;
    running.current = true;
    setBusy(name);
    setProblem("");
    try {
      await act();
    } catch (error) {
      if (error instanceof Accepted) setAccepted(error);
      else if (!(error instanceof Trouble)) throw error;
      else if (error.status === 0 || error.status >= 500) {
        notification.error({
          title: t("error.title"),
          description: error.text || t("modern.network"),
          duration: 8,
        });
      } else if (error.status !== 401) {
        setProblem(error.text);
        fields?.(error.errors);
      }
    } finally {
      running.current = false;
      setBusy("");
    }
  };
  return { busy, problem, accepted, setProblem, run };
}

export function Problem({ text }: { text: string }) {
  return text ? <Alert type="error" showIcon title={text} className="problem" /> : null;
}

export function InHand({ accepted }: { accepted: Accepted }) {
  return (
    <Card>
      <Result status="info" title={accepted.title} subTitle={accepted.text} />
    </Card>
  );
}
