import { Alert, Button, Card, Checkbox, Form, Input } from "antd";
import { post } from "../api";
import { Bones, Heading, Problem, useDeed, usePage, Wrong } from "../page";
import { useState } from "react";
import { go, useRoute, withQuery } from "../router";
import { useSession } from "../session";
import { setToken } from "../api";
import type { Announced } from "../types";
import { useWords } from "../words";

const REMEMBERED = "ipp.name";

interface Typed {
  name: string;
  password: string;
  remember: boolean;
}

export function SignInPage() {
  const { t } = useWords();
  const { enter } = useSession();
  const route = useRoute();
  const [form] = Form.useForm<Typed>();
  const { data, trouble, reload } = usePage<Announced & { csrf: string }>("/login");
  const { busy, problem, run } = useDeed();
  const target = route.query.get("return");
  const [asked, setAsked] = useState("");
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data) return <Bones />;

  const send = (typed: Typed) =>
    run("enter", async () => {
      setToken(data.csrf);
      if (typed.remember) localStorage.setItem(REMEMBERED, typed.name);
      else localStorage.removeItem(REMEMBERED);
      const told = await post<{ challenge?: string; frame?: boolean }>("/login", {
        passed: asked,
        loginId: typed.name,
        password: typed.password,
        return: target ?? "",
      });
      if (told.challenge && told.frame) setAsked(told.challenge);
      else if (told.challenge) go(withQuery("/login/check", { token: told.challenge }));
      else await enter(target);
    });

  return (
    <Card className="narrow">
      <Heading>{t("sign_in.title")}</Heading>
      <Problem text={problem} />
      {target && !problem && <Alert type="info" title={t("sign_in.expired")} className="problem" />}
      <Form<Typed>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          name: localStorage.getItem(REMEMBERED) ?? "",
          password: "",
          remember: localStorage.getItem(REMEMBERED) !== null,
        }}
        onFinish={(typed) => void send(typed)}
      >
        <Form.Item name="name" label={t("sign_in.name")}>
          <Input autoComplete="username" />
        </Form.Item>
        <Form.Item name="password" label={t("sign_in.password")}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="remember" valuePropName="checked">
          <Checkbox>{t("modern.remember")}</Checkbox>
        </Form.Item>
        {asked && (
          <iframe
            className="check-frame"
            name="check"
            title={t("sign_in.check")}
            src={`/?check=${encodeURIComponent(asked)}#${withQuery("/login/check", { token: asked })}`}
          />
        )}
        <Button type="primary" htmlType="submit" block loading={busy !== ""}>
          {t("sign_in.button")}
        </Button>
      </Form>
    </Card>
  );
}
