// What the server tells.
import type { Group, Option, Section, Values } from "../../../shared/web/form";

export interface Account {
  username: string;
  complainant: string;
  email: string;
  identity: string;
}

export interface Shown {
  announcement?: string | null;
  tour?: boolean;
  words?: Record<string, string>;
}

export interface IprRecord {
  number: string;
  type_name: string;
  type: string;
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
  name: string;
  size: number;
  ready: boolean;
}

export interface PlaceOption extends Option {
  children?: Option[];
}

export interface ChoiceTold extends Shown {
  record: IprRecord | null;
  types: Option[];
  places: PlaceOption[];
  strict: boolean;
}

export interface HeadTold extends Shown {
  moved?: string;
  record: IprRecord;
  title: string;
  confirm: "" | "native" | "modal";
  agreement: "off" | "ask" | "disable";
}

export interface FormTold {
  sections: Section[];
  groups: Group[];
  values: Values;
  files: HeldFile[];
  context: Record<string, string>;
  complainant: string;
  nameRules: [string, string][];
  holders: string[] | null;
  uploadHint: string;
  datePicker: "new" | "old";
  templateOpens: "direct" | "blob" | "tab" | "window";
  templateReady: boolean;
}

export interface Saved {
  record: IprRecord;
  saved: string;
  templateReady: boolean;
}

export interface ListTold extends Shown {
  rows: IprRecord[];
  pageNo: number;
  more: boolean;
  endless: "" | "button" | "scroll";
  from: string;
  to: string;
  days: number;
  types: Option[];
  total: number | null;
  pages: number | null;
  pageSize: number;
  tabs: { status: string; count: number | null }[];
}

export interface RecordTold extends Shown {
  record: IprRecord;
  facts: { name: string; label: string; value: string }[];
  files: (HeldFile & { label: string; time: string })[];
  reasons: { code: string; field: string; label: string; text: string }[];
  history: { time: string; text: string; reasons: string[] }[];
}
