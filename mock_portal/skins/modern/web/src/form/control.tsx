// One field of a form: the control that its widget names, label, hint, error.
import { Checkbox, DatePicker, Form, Input, Radio, Segmented, Select } from "antd";
import { memo } from "react";
import type { ReactNode } from "react";
import type { Field, FieldOption } from "../types";
import { useWords } from "../words";

const LONG = 10;

interface SegmentsProps {
  id?: string;
  value?: string;
  options: FieldOption[];
  onChange?: (value: string) => void;
}

/** Segments of which none is chosen at first. */
function Segments({ id, value, options, onChange }: SegmentsProps) {
  return (
    <Segmented
      id={id}
      value={value ?? ""}
      options={options.map((option) => ({ value: option.value, label: option.label }))}
      onChange={onChange}
    />
  );
}

function control(field: Field, options: FieldOption[], select: string, date: string): ReactNode {
  const plain = options.map(({ value, label }) => ({ value, label }));
  switch (field.widget) {
    case "textarea":
      return <Input.TextArea rows={4} />;
    case "date":
      return <DatePicker format="YYYY-MM-DD" className="wide" placeholder={date} />;
    case "radio":
      return <Radio.Group options={plain} />;
    case "buttons":
      return <Radio.Group options={plain} optionType="button" />;
    case "segmented":
      return <Segments options={options} />;
    case "checkboxes":
      return <Checkbox.Group options={plain} className={plain.length > LONG ? "checks" : ""} />;
    case "select":
      return (
        <Select
          options={plain}
          placeholder={select}
          showSearch={plain.length > LONG ? { optionFilterProp: "label" } : false}
        />
      );
    case "multiselect":
      return <Select mode="multiple" options={plain} placeholder={select} />;
    default:
      return <Input autoComplete="off" />;
  }
}

interface ControlProps {
  field: Field;
  options: FieldOption[];
  required: boolean;
}

const offers = (options: FieldOption[]): string => options.map((option) => option.value).join("\n");

/** Drawn anew only if something of it changes, however often the form around it is. */
export const Control = memo(Row, (one, other) =>
  one.field === other.field && one.required === other.required && offers(one.options) === offers(other.options),
);

function Row({ field, options, required }: ControlProps) {
  const { t } = useWords();
  return (
    <Form.Item
      name={field.name}
      label={field.label}
      required={required}
      extra={field.hint || undefined}
      className={`kind-${field.kind}`}
    >
      {control(field, options, t("choice.select"), t("modern.date"))}
    </Form.Item>
  );
}
