// The details page: the form as the server describes it, Save Draft, Submit for verification.
import { DownloadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Card, Checkbox, Col, Form, Row, Typography } from "antd";
import dayjs from "dayjs";
import { useCallback, useEffect, useMemo, useState } from "react";
import { download, post } from "../api";
import { Control } from "../form/control";
import { Files, held } from "../form/files";
import { look, offered, sameName } from "../../../../shared/web/form";
import type { View } from "../../../../shared/web/form";
import { Bones, Heading, InHand, Problem, useDeed, usePage, Wrong } from "../page";
import { Progress, Summary } from "../record";
import { go, withQuery } from "../router";
import type { DetailsPage as Told, Field, Group, Saved, Value, Values } from "../types";
import { useWords } from "../words";

const DAY = "YYYY-MM-DD";
const HALVES = new Set(["text", "date", "select"]);
const TEMPLATE_AFTER = "power_of_attorney_expires_on";

export function DetailsPage({ number }: { number: string }) {
  const { data, trouble, stale, reload } = usePage<Told>(withQuery("/ipr/detail", { iprNo: number }));
  const moved = data?.moved;
  useEffect(() => {
    if (moved) go(moved, { replace: true });
  }, [moved]);
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  if (!data || stale || moved) return <Bones />;
  return <Details told={data} />;
}

function started(told: Told, fields: Field[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => {
      const value = told.values[field.name];
      if (field.kind === "files") {
        return [field.name, told.files.filter((file) => file.slot === field.name).map(held)];
      }
      if (field.kind === "date") return [field.name, value ? dayjs(value as string, DAY) : null];
      return [field.name, value || undefined];
    }),
  );
}

function typed(fields: Field[], given: Record<string, unknown>): Values {
  const plain = (field: Field, value: unknown): Value =>
    dayjs.isDayjs(value) ? value.format(DAY) : ((value ?? (field.kind === "multiselect" ? [] : "")) as Value);
  return Object.fromEntries(
    fields.filter((f) => f.kind !== "files").map((f) => [f.name, plain(f, given[f.name])]),
  );
}

/** What of a view the page is drawn by. */
const trait = (fields: Field[], view: View): string =>
  fields
    .filter((field) => view.shown.has(field.name))
    .map((field) => {
      const options = offered(field, view.known).map((option) => option.value);
      return `${field.name}${view.required.has(field.name) ? "*" : ""}[${options.join()}]`;
    })
    .join();

function Details({ told }: { told: Told }) {
  const { t } = useWords();
  const { message, modal } = App.useApp();
  const [form] = Form.useForm();
  const fields = useMemo(() => told.sections.flatMap((section) => section.fields), [told]);
  const initial = useMemo(() => started(told, fields), [told, fields]);
  const [record, setRecord] = useState(told.record);
  const [ready, setReady] = useState(told.template_ready);
  const { busy, problem, accepted, setProblem, run } = useDeed();
  const [agreed, setAgreed] = useState(false);
  const [late, setLate] = useState(told.late > 0);
  useEffect(() => {
    const timer = setTimeout(() => setLate(false), told.late);
    return () => clearTimeout(timer);
  }, [told.late]);

  const looked = useCallback(
    (given: Record<string, unknown>): View => {
      const values = typed(fields, given);
      const holder = String(values["holder"] ?? "").trim();
      const differs = holder !== "" && !sameName(told.name_rules, holder, told.complainant);
      const context = { ...told.context, "@holder_differs": differs ? "yes" : "no" };
      return look(told.sections, values, context);
    },
    [told, fields],
  );
  const [view, setView] = useState<View>(() => looked(initial));
  // most keystrokes change nothing of what shows: the page is drawn anew only if one does
  const lookAgain = () => {
    const next = looked(form.getFieldsValue(true) as Record<string, unknown>);
    if (trait(fields, next) !== trait(fields, view)) setView(next);
  };

  // a choice that is not offered any more is no choice
  useEffect(() => {
    const gone = fields.filter((field) => {
      const value: unknown = form.getFieldValue(field.name);
      if (!view.shown.has(field.name) || !field.options.length || typeof value !== "string") return false;
      return !offered(field, view.known).some((option) => option.value === value);
    });
    if (!gone.length) return;
    for (const field of gone) form.setFieldValue(field.name, undefined);
    setView(looked(form.getFieldsValue(true) as Record<string, unknown>));
  }, [fields, form, looked, view]);

  const changed = (part: Record<string, unknown>) => {
    const names = Object.keys(part);
    if (names.every((name) => fields.find((f) => f.name === name)?.kind === "files")) return;
    form.setFields(names.map((name) => ({ name, errors: [] })));
    setReady(false);
    lookAgain();
  };
  const payload = (): Values => {
    const all = typed(fields, form.getFieldsValue(true));
    const kept = Object.entries(all).filter(([name]) => view.shown.has(name));
    return { iprNo: record.number, ...Object.fromEntries(kept) };
  };
  const wrong = (errors: Record<string, string>) => {
    form.setFields(Object.entries(errors).map(([name, text]) => ({ name, errors: [text] })));
    const first = told.groups.flatMap((group) => group.fields).find((name) => errors[name]);
    if (first) form.scrollToField(first, { behavior: "instant", block: "center" });
  };
  const clear = () => {
    const bad = form.getFieldsError().filter(({ errors }) => errors.length > 0);
    if (bad.length) form.setFields(bad.map(({ name }) => ({ name, errors: [] })));
  };

  const save = () =>
    run(
      "save",
      async () => {
        clear();
        const saved = await post<Saved>("/ipr/save", payload());
        setRecord(saved.record);
        setReady(saved.template_ready);
        message.success(t("details.saved", { time: saved.saved }));
      },
      wrong,
    );
  const send = () =>
    run(
      "submit",
      async () => {
        clear();
        await post("/ipr/submit", { ...payload(), agree: String(agreed) });
        go(`/uc/ipr/success/${record.number}`);
      },
      wrong,
    );
  const submit = () => {
    if (told.agreement !== "off" && !agreed) {
      setProblem(t("agreement.missing"));
      return;
    }
    if (told.confirm === "native") {
      if (window.confirm(t("confirm.text"))) void send();
    } else if (told.confirm === "modal") {
      modal.confirm({
        title: t("confirm.title"),
        content: t("confirm.text"),
        okText: t("confirm.ok"),
        cancelText: t("confirm.cancel"),
        onOk: () => send(),
      });
    } else void send();
  };
  const fetching = busy === "template";
  const fetchTemplate = () =>
    run("template", () =>
      download(withQuery("/ipr/poa", { iprNo: record.number }), `POA_${record.number}.pdf`),
    );

  const halves = (name: string) => HALVES.has(fields.find((f) => f.name === name)?.widget ?? "");
  const row = (name: string) => {
    const field = fields.find((one) => one.name === name);
    if (!field || !view.shown.has(name)) return null;
    const required = view.required.has(name);
    if (field.kind === "files") {
      return (
        <Files
          field={field}
          form={form}
          number={record.number}
          hint={told.upload_hint}
          required={required}
        />
      );
    }
    const control = (
      <Control field={field} options={offered(field, view.known)} required={required} />
    );
    if (name !== TEMPLATE_AFTER) return control;
    return (
      <>
      {control}
      <Form.Item extra={t("details.template_hint")}>
        <Button
          icon={<DownloadOutlined />}
          disabled={!ready}
          loading={fetching}
          onClick={() => void fetchTemplate()}
        >
          {t("details.template")}
        </Button>
      </Form.Item>
      </>
    );
  };
  const group = (of: Group) => {
    const rows = of.fields.filter((name) => view.shown.has(name));
    if (!rows.length) return null;
    return (
      <Card key={of.id} title={<h2 className="section">{of.title}</h2>}>
        {of.note && <Alert type="warning" showIcon title={of.note} className="problem" />}
        <Row gutter={24}>
          {rows.map((name) => (
            <Col key={name} xs={24} lg={halves(name) ? 12 : 24}>
              {row(name)}
            </Col>
          ))}
        </Row>
      </Card>
    );
  };

  // a press that saves or sends changes nothing of the form: it is not drawn anew for that
  const groups = useMemo(() => told.groups.map(group), [told, view, ready, fetching, t]);
  if (accepted) return <InHand accepted={accepted} />;

  return (
    <>
      <Heading>{t("details.title")}</Heading>
      <Progress at={1} />
      <Problem text={problem} />
      <Card>
        <Summary record={record} />
        <Typography.Paragraph className="form-title" strong>
          {told.title}
          {record.country_name && ` (${record.country_name})`}
        </Typography.Paragraph>
      </Card>
      <Form
        form={form}
        layout="vertical"
        initialValues={initial}
        onValuesChange={changed}
        className="details"
      >
        {late ? <div className="late-mask" /> : groups}
        {told.agreement !== "off" && (
          <p>
            <Checkbox checked={agreed} onChange={(event) => setAgreed(event.target.checked)}>
              {t("agreement.label")}
            </Checkbox>
          </p>
        )}
        <div className="actions final">
          {record.savable && (
            <Button loading={busy === "save"} onClick={() => late || void save()}>
              {t("details.save")}
            </Button>
          )}
          <Button
            type="primary"
            loading={busy === "submit"}
            disabled={told.agreement === "disable" && !agreed}
            onClick={() => late || submit()}
          >
            {t("details.submit")}
          </Button>
        </div>
      </Form>
    </>
  );
}
