// The details page: title and buttons first, then the form as the server describes it.
import { Button, Checkbox, Dialog, Form, Loading, Message } from "@alifd/next";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { look, offered, sameName } from "../../../../shared/web/form";
import type { Field, Group, Value, Values, View } from "../../../../shared/web/form";
import { address, download, post } from "../api";
import { Control } from "../form/control";
import { Files, stored } from "../form/files";
import type { Sent } from "../form/files";
import { Holder } from "../form/holder";
import { Heading, InHand, Mask, Panel, toast, usePage, usePress, Wrong } from "../page";
import { Facts } from "../record";
import { go } from "../router";
import type { FormTold, HeadTold, IprRecord, Saved } from "../types";
import { useWords } from "../words";
import { Progress } from "./apply";

const TEMPLATE_AFTER = "power_of_attorney_expires_on";

export function FormPage({ id }: { id: string }) {
  const head = usePage<HeadTold>("/right/detail.json", { id });
  const moved = head.data?.moved;
  useEffect(() => {
    if (moved) go("/rights/record", { id: moved });
  }, [moved]);
  if (head.trouble) return <Wrong trouble={head.trouble} retry={head.reload} />;
  if (!head.data || head.stale || moved) return <Mask />;
  return <Details told={head.data} />;
}

function fieldsOf(form: FormTold | null): Field[] {
  return form?.sections.flatMap((section) => section.fields) ?? [];
}

function viewOf(form: FormTold, values: Values): View {
  const holder = String(values["holder"] ?? "").trim();
  const differs = holder !== "" && !sameName(form.nameRules, holder, form.complainant);
  return look(form.sections, values, { ...form.context, "@holder_differs": differs ? "yes" : "no" });
}

function Details({ told }: { told: HeadTold }) {
  const { t } = useWords();
  const id = told.record.number;
  const { data: form, trouble, reload } = usePage<FormTold>("/right/form.json", { id });
  const [record, setRecord] = useState<IprRecord>(told.record);
  const [values, setValues] = useState<Values>({});
  const [files, setFiles] = useState<Record<string, Sent[]>>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [ready, setReady] = useState(false);
  const [agreed, setAgreed] = useState(false);
  const { busy, processing, run } = usePress();
  const fields = useMemo(() => fieldsOf(form), [form]);
  const page = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!form) return;
    setValues(form.values);
    setReady(form.templateReady);
    const lists: Record<string, Sent[]> = {};
    for (const file of form.files) (lists[file.slot] ??= []).push(stored(id, file));
    setFiles(lists);
  }, [form, id]);

  const view = useMemo(() => (form ? viewOf(form, values) : null), [form, values]);

  // a choice that is not offered any more is no choice
  useEffect(() => {
    if (!view) return;
    const gone = fields.filter((field) => {
      const value = values[field.name];
      if (!view.shown.has(field.name) || !field.options.length || typeof value !== "string" || !value) return false;
      return !offered(field, view.known).some((option) => option.value === value);
    });
    if (gone.length) setValues((now) => ({ ...now, ...Object.fromEntries(gone.map((f) => [f.name, ""])) }));
  }, [fields, values, view]);

  const change = useCallback((name: string, value: Value) => {
    setValues((now) => ({ ...now, [name]: value }));
    setErrors(({ [name]: _, ...others }) => others);
    setReady(false);
  }, []);
  const changeFiles = useCallback((name: string, list: Sent[]) => {
    setFiles((now) => ({ ...now, [name]: list }));
    setErrors(({ [name]: _, ...others }) => others);
  }, []);

  const payload = (): Values => ({
    id,
    ...Object.fromEntries(
      fields
        .filter((field) => field.kind !== "files" && view?.shown.has(field.name))
        .map((field) => [field.name, values[field.name] ?? (field.kind === "multiselect" ? [] : "")]),
    ),
  });
  const wrong = (found: Record<string, string>) => {
    setErrors(found);
    window.setTimeout(() => page.current?.querySelector(".has-error")?.scrollIntoView({ block: "center" }));
  };
  const save = () =>
    run(
      "save",
      async () => {
        setErrors({});
        const saved = await post<Saved>("/right/save.json", payload());
        setRecord(saved.record);
        setReady(saved.templateReady);
        toast("success", t("center.saved", { number: saved.record.number }));
      },
      wrong,
    );
  const send = () =>
    run(
      "submit",
      async () => {
        setErrors({});
        await post("/right/submit.json", { ...payload(), agree: String(agreed) });
        toast("success", t("center.submitted"));
        go("/rights/result", { id });
      },
      wrong,
    );
  const submit = () => {
    if (!form) return;
    if (told.agreement !== "off" && !agreed) {
      toast("error", t("agreement.missing"));
      return;
    }
    if (told.confirm === "native") {
      if (window.confirm(t("confirm.text"))) void send();
    } else if (told.confirm === "modal") {
      Dialog.confirm({
        v2: true,
        title: t("confirm.title"),
        content: t("confirm.text"),
        okProps: { children: t("confirm.ok") },
        cancelProps: { children: t("confirm.cancel") },
        onOk: () => void send(),
      });
    } else void send();
  };
  const fetchTemplate = () => {
    const at = (inline: string) => address("/right/poa.pdf", { id, inline });
    switch (form?.templateOpens) {
      case "tab":
        window.open(at(""), "_blank", "noopener");
        break;
      case "window":
        window.open(at("1"), "poa", "width=900,height=700");
        break;
      case "blob":
        void run("template", () => download(at(""), `POA_${id}.pdf`));
        break;
      default:
        window.location.assign(at(""));
    }
  };

  const row = (told_: FormTold, seen: View, field: Field) => {
    const { name } = field;
    const shared = { field, required: seen.required.has(name), error: errors[name] ?? "" };
    if (field.kind === "files") {
      return (
        <Files
          {...shared}
          id={id}
          files={files[name] ?? []}
          hint={told_.uploadHint}
          change={(list) => changeFiles(name, list)}
        />
      );
    }
    if (field.widget === "holder" && told_.holders) {
      return <Holder {...shared} value={String(values[name] ?? "")} holders={told_.holders} change={change} />;
    }
    const control = (
      <Control
        {...shared}
        options={offered(field, seen.known)}
        value={values[name]}
        picker={told_.datePicker}
        change={change}
      />
    );
    if (name !== TEMPLATE_AFTER) return control;
    return (
      <>
        {control}
        <Form.Item extra={t("details.template_hint")}>
          <Button disabled={!ready} loading={busy === "template"} onClick={fetchTemplate}>
            {t("details.template")}
          </Button>
        </Form.Item>
      </>
    );
  };
  const group = (told_: FormTold, seen: View, of: Group) => {
    const shown = of.fields
      .map((name) => fields.find((field) => field.name === name))
      .filter((field) => field !== undefined)
      .filter((field) => seen.shown.has(field.name));
    if (!shown.length) return null;
    return (
      <Panel key={of.id} title={of.title}>
        {of.note && (
          <Message type="warning" className="note">
            {of.note}
          </Message>
        )}
        {shown.map((field) => (
          <div key={field.name} className="cell">
            {row(told_, seen, field)}
          </div>
        ))}
      </Panel>
    );
  };

  if (processing) return <InHand processing={processing} />;
  if (trouble) return <Wrong trouble={trouble} retry={reload} />;
  return (
    <div ref={page}>
      <Heading>{t("details.title")}</Heading>
      <Progress at={1} />
      <Panel>
        <Facts record={record} />
        <p className="form-title">
          {told.title}
          {record.country_name && ` (${record.country_name})`}
        </p>
      </Panel>
      <Loading visible={!form} tip={t("center.loading")} className="mask">
        <Form field={false} labelAlign="top" className="details">
          {form && view ? form.groups.map((of) => group(form, view, of)) : <div className="empty-form" />}
        </Form>
      </Loading>
      <div className="final">
        {told.agreement !== "off" && (
          <p>
            <Checkbox checked={agreed} onChange={(on) => setAgreed(on)}>
              {t("agreement.label")}
            </Checkbox>
          </p>
        )}
        <p className="actions">
          {record.savable && (
            <Button loading={busy === "save"} onClick={() => form && void save()}>
              {t("details.save")}
            </Button>
          )}
          <Button
            type="primary"
            loading={busy === "submit"}
            disabled={told.agreement === "disable" && !agreed}
            onClick={submit}
          >
            {t("details.submit")}
          </Button>
        </p>
      </div>
    </div>
  );
}
