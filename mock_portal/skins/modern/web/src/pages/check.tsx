// What a sign-in may ask beyond the password; only a person passes it.
import { Button, Card, Form, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import type { PointerEvent } from "react";
import { get, post, setToken } from "../api";
import { Bones, Heading, Problem, useDeed, usePage, Wrong } from "../page";
import { go, useRoute, withQuery } from "../router";
import { useSession } from "../session";
import type { Announced } from "../types";
import { useWords } from "../words";

const ASK_EVERY = 400;

interface Check extends Announced {
  ask: "slider" | "email_code" | null;
  email: string;
  csrf: string;
}

export function CheckPage() {
  const { t } = useWords();
  const { enter } = useSession();
  const token = useRoute().query.get("token") ?? "";
  const { data, trouble, reload } = usePage<Check>(withQuery("/login/check", { token }));
  const { busy, problem, run } = useDeed();
  const csrf = data?.csrf ?? "";
  const [passed, setPassed] = useState(false);

  const send = (values: Record<string, string>) =>
    run("check", async () => {
      setToken(csrf);
      const told = await post<{ entered?: boolean; passed?: boolean; target?: string }>("/login/check", {
        token,
        ...values,
      });
      if (told.passed) setPassed(true);
      else if (told.entered) await enter(told.target ?? null);
      else go("/login");
    });
  const latest = useRef(send);
  latest.current = send;

  const waiting = data?.ask != null;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => {
      get<{ solved: boolean }>(withQuery("/login/waits", { token }))
        .then(({ solved }) => {
          if (solved) {
            clearInterval(timer);
            void latest.current({});
          }
        })
        .catch(() => undefined);
    }, ASK_EVERY);
    return () => clearInterval(timer);
  }, [waiting, token]);
  useEffect(() => {
    if (data && data.ask == null) go("/login", { replace: true });
  }, [data]);

  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (passed) return <p role="status">{t("sign_in.slider_passed")}</p>;
  if (!data?.ask) return <Bones />;
  return (
    <Card className="narrow">
      <Heading>{t("sign_in.check")}</Heading>
      <Problem text={problem} />
      {data.ask === "slider" ? (
        <Slider done={(trail) => void send({ trail: JSON.stringify(trail) })} />
      ) : (
        <Form<{ code: string }> layout="vertical" onFinish={({ code }) => void send({ code: code ?? "" })}>
          <p>{t("sign_in.code_sent", { email: data.email })}</p>
          <Form.Item name="code" label={t("sign_in.code")}>
            <Input inputMode="numeric" autoComplete="one-time-code" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy !== ""}>
            {t("sign_in.verify")}
          </Button>
        </Form>
      )}
    </Card>
  );
}

function Slider({ done }: { done: (trail: [number, number, number][]) => void }) {
  const { t } = useWords();
  const track = useRef<HTMLDivElement>(null);
  const trail = useRef<[number, number, number][] | null>(null);
  const [x, setX] = useState(0);
  const move = (event: PointerEvent<HTMLButtonElement>) => {
    const points = trail.current;
    if (!points || !track.current) return;
    points.push([event.clientX, event.clientY, event.timeStamp]);
    const room = track.current.clientWidth - event.currentTarget.offsetWidth;
    const at = Math.max(0, Math.min(room, event.clientX - (points[0]?.[0] ?? 0)));
    setX(at);
    if (at >= room) {
      trail.current = null;
      done(points);
    }
  };
  return (
    <>
      <p id="nc-text">{t("sign_in.slider")}</p>
      <div className="nc" id="nc_1_wrapper" ref={track}>
        <div className="nc-bg" style={{ width: x }} />
        <span className="nc-lang-cnt">{t("sign_in.slider")}</span>
        <button
          type="button"
          className="nc-handle"
          id="nc_1_n1z"
          style={{ left: x }}
          aria-label={t("sign_in.slider_button")}
          aria-describedby="nc-text"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            trail.current = [[event.clientX, event.clientY, event.timeStamp]];
          }}
          onPointerMove={move}
          onPointerUp={() => {
            trail.current = null;
            setX(0);
          }}
        >
          &raquo;
        </button>
      </div>
    </>
  );
}
