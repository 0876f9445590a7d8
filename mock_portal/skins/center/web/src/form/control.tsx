// One field of a form: Fusion's control for its widget, label, hint, error.
import { DatePicker, DatePicker2, Form, Input, Radio, Select } from "@alifd/next";
import dayjs from "dayjs";
import moment from "moment";
import { memo } from "react";
import type { ReactNode } from "react";
import type { Field, FieldOption, Value } from "../../../../shared/web/form";
import { useWords } from "../words";

const LONG = 8;
const DAY = "YYYY-MM-DD";

interface ControlProps {
  field: Field;
  options: FieldOption[];
  required: boolean;
  value: Value;
  error: string;
  picker: "new" | "old";
  change: (name: string, value: Value) => void;
}

const offers = (options: FieldOption[]): string => options.map((option) => option.value).join("\n");

/** Drawn anew only if something of it changes, however often the form around it is. */
export const Control = memo(
  Row,
  (one, other) =>
    one.field === other.field &&
    one.required === other.required &&
    one.value === other.value &&
    one.error === other.error &&
    one.change === other.change &&
    offers(one.options) === offers(other.options),
);

function Row(props: ControlProps) {
  const { field, required, error } = props;
  const { t } = useWords();
  return (
    <Form.Item
      label={field.label}
      required={required}
      extra={field.hint || undefined}
      {...(error && { validateState: "error", help: error })}
      className={`kind-${field.kind}`}
    >
      {control(props, t("choice.select"), t("center.date"))}
    </Form.Item>
  );
}

function control({ field, options, value, picker, change }: ControlProps, select: string, date: string): ReactNode {
  const plain = options.map(({ value: option, label }) => ({ value: option, label }));
  const text = typeof value === "string" ? value : "";
  const long = plain.length > LONG;
  const set = (to: unknown) => change(field.name, to === null || to === undefined ? "" : String(to));
  switch (field.widget) {
    case "textarea":
      return <Input.TextArea id={field.name} name={field.name} value={text} rows={4} onChange={set} />;
    case "date":
      return picker === "old" ? (
        <DatePicker
          value={text ? moment(text, DAY) : null}
          placeholder={date}
          onChange={(day) => set(day ? moment(day as moment.Moment).format(DAY) : "")}
        />
      ) : (
        <DatePicker2
          value={text || null}
          placeholder={date}
          onChange={(day) => set(day ? dayjs(day).format(DAY) : "")}
        />
      );
    case "radio":
      return <Radio.Group value={text} dataSource={plain} onChange={set} />;
    case "select":
      return (
        <Select
          className="wide"
          value={text || undefined}
          dataSource={plain}
          placeholder={select}
          showSearch={long}
          useVirtual={long}
          onChange={set}
        />
      );
    case "multiselect":
      return (
        <Select
          className="wide"
          mode="multiple"
          value={Array.isArray(value) ? value : []}
          dataSource={plain}
          placeholder={select}
          showSearch
          useVirtual={long}
          onChange={(to) => change(field.name, (to as string[] | null) ?? [])}
        />
      );
    default:
      return <Input id={field.name} name={field.name} value={text} autoComplete="off" onChange={set} />;
  }
}
