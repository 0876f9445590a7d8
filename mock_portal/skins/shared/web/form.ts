// A form as the server tells it, and what of it shows for given values: the server's own walk.

export type Condition = Record<string, string[]>[];
export type Value = string | string[] | undefined;
export type Values = Record<string, Value>;

export interface Option {
  value: string;
  label: string;
}

export interface FieldOption extends Option {
  when: Condition;
  implies: Record<string, string>;
}

export interface Field {
  name: string;
  kind: string;
  widget: string;
  label: string;
  hint: string;
  required: boolean;
  required_when: Condition;
  when: Condition;
  options: FieldOption[];
}

export interface Section {
  id: string;
  when: Condition;
  fields: Field[];
}

export interface Group {
  id: string;
  title: string;
  note: string;
  fields: string[];
}

export interface View {
  shown: Set<string>;
  required: Set<string>;
  known: Values;
}

function matches(value: Value, wanted: string[]): boolean {
  const given = Array.isArray(value) ? value : [value ?? ""];
  return wanted.some((word) =>
    given.some((one) => (word.startsWith("!") ? one !== "" && one !== word.slice(1) : one === word)),
  );
}

export const holds = (condition: Condition, known: Values): boolean =>
  condition.length === 0 ||
  condition.some((branch) =>
    Object.entries(branch).every(([key, wanted]) => matches(known[key], wanted)),
  );

export function look(sections: Section[], values: Values, context: Values): View {
  const known: Values = { ...context };
  const shown = new Set<string>();
  const required = new Set<string>();
  for (const section of sections) {
    if (!holds(section.when, known)) continue;
    for (const field of section.fields) {
      if (!holds(field.when, known)) continue;
      shown.add(field.name);
      if (field.required || (field.required_when.length > 0 && holds(field.required_when, known))) {
        required.add(field.name);
      }
      const value = values[field.name];
      if (field.kind === "files" || !value?.length) continue;
      known[field.name] = value;
      Object.assign(known, field.options.find((option) => option.value === value)?.implies);
    }
  }
  return { shown, required, known };
}

export const offered = (field: Field, known: Values): FieldOption[] =>
  field.options.filter((option) => holds(option.when, known));

export function sameName(rules: [string, string][], one: string, other: string): boolean {
  const compiled = rules.map(([pattern, to]) => [new RegExp(pattern, "g"), to] as const);
  const normal = (name: string) =>
    compiled.reduce(
      (text, [pattern, to]) => text.replace(pattern, to),
      name.normalize("NFKC").toLowerCase(),
    );
  return normal(one) === normal(other);
}
