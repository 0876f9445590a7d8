// What the API tells.
import type { Group, Option, Section, Values } from "../../../shared/web/form";

export type { Condition, Field, FieldOption, Group, Option, Section, Value, Values } from "../../../shared/web/form";

export interface Account {
  username: string;
  complainant: string;
  email: string;
  identity: string;
}

export interface Session {
  account: Account;
  csrf: string;
}

export interface Announced {
  announcement?: string | null;
  tour?: boolean;
}

export interface IprRecord {
  number: string;
  type: string;
  type_name: string;
  place: string;
  place_name: string;
  country: string;
  country_name: string;
  status: string;
  name: string;
  registration_number: string;
  holder: string;
  submitted: string;
  submissions: number;
  created: string;
  updated: string;
  valid_until: string;
  editable: boolean;
  savable: boolean;
  deletable: boolean;
  withdrawable: boolean;
  untouched: boolean;
}

export interface HeldFile {
  id: number;
  slot: string;
  filename: string;
  size: number;
  told_size: string;
  ready: boolean;
}

export interface ChoicePage extends Announced {
  record: IprRecord | null;
  types: Option[];
  places: Option[];
  countries: Option[];
  strict: boolean;
}

export interface DetailsPage extends Announced {
  moved?: string;
  record: IprRecord;
  title: string;
  sections: Section[];
  groups: Group[];
  values: Values;
  files: HeldFile[];
  context: Record<string, string>;
  complainant: string;
  name_rules: [string, string][];
  upload_hint: string;
  confirm: "" | "native" | "modal";
  agreement: "off" | "ask" | "disable";
  late: number;
  template_ready: boolean;
}

export interface Saved {
  record: IprRecord;
  saved: string;
  template_ready: boolean;
}

export interface ListPage extends Announced {
  rows: IprRecord[];
  total: number | null;
  more: boolean;
  endless: "" | "button" | "scroll";
  page: number;
  page_size: number;
  from: string;
  to: string;
  days: number;
  types: Option[];
  statuses: string[];
}

export interface RecordPage extends Announced {
  record: IprRecord;
  facts: { name: string; label: string; value: string }[];
  files: (HeldFile & { label: string; time: string })[];
  reasons: { code: string; field: string; label: string; text: string }[];
  history: { time: string; text: string; reasons: string[] }[];
}
