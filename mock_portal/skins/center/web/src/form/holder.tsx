// The holder is chosen from those that are registered; a dialog adds one.
import { Button, Dialog, Form, Input, Radio, Select } from "@alifd/next";
import { useState } from "react";
import type { Field } from "../../../../shared/web/form";
import { post } from "../api";
import { usePress } from "../page";
import { useWords } from "../words";

interface HolderProps {
  field: Field;
  required: boolean;
  value: string;
  error: string;
  holders: string[];
  change: (name: string, value: string) => void;
}

export function Holder({ field, required, value, error, holders, change }: HolderProps) {
  const { t } = useWords();
  const [added, setAdded] = useState<string[]>([]);
  const [open, setOpen] = useState(false);
  // a draft may bear a holder that is registered no more
  const names = [...new Set([...holders, ...added, ...(value ? [value] : [])])];
  return (
    <Form.Item
      label={field.label}
      required={required}
      extra={field.hint || undefined}
      {...(error && { validateState: "error", help: error })}
      className="kind-holder"
    >
      <Select
        className="wide"
        showSearch
        useVirtual={names.length > 8}
        value={value || undefined}
        placeholder={t("choice.select")}
        dataSource={names.map((name) => ({ value: name, label: name }))}
        onChange={(name) => change(field.name, String(name ?? ""))}
      />{" "}
      <Button text type="primary" onClick={() => setOpen(true)}>
        {t("center.add_holder")}
      </Button>
      {open && (
        <Add
          close={() => setOpen(false)}
          done={(name, all) => {
            setAdded(all);
            change(field.name, name);
            setOpen(false);
          }}
        />
      )}
    </Form.Item>
  );
}

function Add({ close, done }: { close: () => void; done: (name: string, all: string[]) => void }) {
  const { t } = useWords();
  const [name, setName] = useState("");
  const [kind, setKind] = useState("");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { busy, run } = usePress();
  const add = () =>
    run(
      "add",
      async () => {
        setErrors({});
        const told = await post<{ holders: string[] }>("/holder/add.json", { name, kind });
        done(name.trim(), told.holders);
      },
      setErrors,
    );
  const state = (key: string) => (errors[key] ? ({ validateState: "error", help: errors[key] } as const) : {});
  return (
    <Dialog
      v2
      visible
      title={t("center.add_holder")}
      className="add-holder"
      okProps={{ children: t("confirm.ok"), loading: busy === "add" }}
      cancelProps={{ children: t("confirm.cancel") }}
      onOk={() => void add()}
      onCancel={close}
      onClose={close}
    >
      <Form field={false} labelAlign="top">
        <Form.Item label={t("center.holder_name")} required {...state("name")}>
          <Input id="holder-name" name="holder-name" value={name} autoComplete="off" onChange={(to) => setName(String(to))} />
        </Form.Item>
        <Form.Item label={t("center.holder_kind")} required {...state("kind")}>
          <Radio.Group
            value={kind}
            dataSource={["entity", "individual"].map((one) => ({ value: one, label: t(`center.${one}`) }))}
            onChange={(to) => setKind(String(to))}
          />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
