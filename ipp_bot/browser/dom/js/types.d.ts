// The shapes that the scripts share, and those that they take from and give to the client.

/** An element of which only its selector is known: it may be a control of a form. */
interface PageElement extends HTMLElement {
  checked?: boolean;
  control?: PageElement | null;
  disabled?: boolean;
  files?: FileList | null;
  form?: PageElement | null;
  href?: string;
  htmlFor?: string;
  labels?: NodeListOf<PageElement> | null;
  list?: HTMLDataListElement | null;
  multiple?: boolean;
  options?: HTMLOptionsCollection;
  readonly nextElementSibling: PageElement | null;
  readonly parentElement: PageElement | null;
  readonly previousElementSibling: PageElement | null;
  readonly children: HTMLCollectionOf<PageElement>;
  readOnly?: boolean;
  required?: boolean;
  select?: () => void;
  selectedOptions?: HTMLCollectionOf<HTMLOptionElement>;
  value?: string;
}
interface ParentNode {
  querySelector(selectors: string): PageElement | null;
  querySelectorAll(selectors: "select"): NodeListOf<NativeList>;
  querySelectorAll(selectors: string): NodeListOf<PageElement>;
}
interface Element {
  closest(selectors: string): PageElement | null;
  cloneNode(deep?: boolean): PageElement;
}
interface Document {
  /** The shadow roots that the page has attached; both copies of the scripts look into them. */
  readonly ippShadowRoots?: ShadowRoot[];
  getElementById(elementId: string): PageElement | null;
  elementFromPoint(x: number, y: number): PageElement | null;
}
/** A native list. */
type NativeList = PageElement & HTMLSelectElement;
interface Performance {
  getEntriesByType(type: "navigation"): PerformanceNavigationTiming[];
  getEntriesByType(type: "resource"): PerformanceResourceTiming[];
}
interface AnimationEffect {
  readonly target?: Element | null;
}
/**
 * Calls the client for a frame; the document takes it away before the page's own scripts run.
 * `ahead` says that the client itself waits for it, and how many milliseconds of motion are left:
 * "" for a frame of the page's own.
 */
declare var __ippFrame: ((ahead: string) => void) | undefined;
/** What a recorder tells the client, as JSON; and whether it may tell anything. */
declare var __ippTell: (step: string) => Promise<void>;
declare var __ippMayRecord: () => Promise<boolean>;

type DatePart = "year" | "month" | "day";
type DateParts<T> = Record<DatePart, T>;
type ControlKind = SeenControl["kind"];
type FillResult = FilledForm["outcome"][number][2];
type UploadState = SeenFile["state"];

/** A control of a form; `placeControl` adds its row and its label. */
interface Control {
  kind: ControlKind;
  /** What a person uses: one element, or each choice of a group. */
  elements: PageElement[];
  /** The element that holds all of these. */
  anchor: PageElement;
  /** The native list behind what a person sees. */
  native?: NativeList;
  /** The input in which its options are searched for. */
  search?: PageElement;
  /** Whether each text that is typed becomes a box beside its input. */
  tags?: boolean;
  /** The hidden input that keeps what the boxes say, and may bear the label. */
  original?: PageElement;
  segments?: DateParts<PageElement>;
  lists?: DateParts<NativeList>;
  group?: boolean;
  box?: PageElement;
  label?: string;
  labelElement?: PageElement | null;
  ambiguous?: boolean;
}

/** A file within a slot's row, before its state is told. */
interface FileItem {
  el: PageElement;
  /** The element whose text the file name is. */
  named: PageElement;
  name: string;
  tail: Node[];
}

interface NoticeIds {
  places: WeakMap<Element, number>;
  last: number;
}

/** What the document remembers of an irreversible click. */
interface ClickState {
  token?: string;
  before?: string;
  older?: string[];
  hit?: boolean;
  late?: boolean;
  missed?: boolean;
  since?: number;
  unknownSince?: number;
  until?: number;
}

/** What the document remembers while a person is to click. */
interface PersonState {
  token: string;
  /** The names of the buttons that send. */
  buttons: string[];
  /** The names of those that confirm. */
  yes: string[];
  until: number;
  /** When each button was clicked last. */
  clicked: WeakMap<Element, number>;
  /** Whether the portal was sent something since the click. */
  sent: boolean;
  look: LookArguments & StepLabels & { marks: UploadMarks };
  /** What the form's step showed when it was told last, as text. */
  shown: string;
  /** What is to be told, in its order. */
  untold: FormAtClick[];
  /** Tells one of them; null while nobody asks. */
  answer: ((told: FormAtClick) => void) | null;
}

interface DocumentState {
  /** What the profile calls things that are looked at without being asked for. */
  labels: Record<string, string[]>;
  click: ClickState | null;
  /** What the next click is meant to meet. */
  clickTarget: PageElement | null;
  /** Whether the last click was held back, because it would have met something else. */
  clickMissed: boolean;
  clicksGuarded: boolean;
  submitsGuarded: boolean;
  /** Whether no form is to be submitted for now. */
  submitsHeld: boolean;
  person: PersonState | null;
  personGuarded: boolean;
  notices: NoticeIds;
  /** Since when another page than the wanted one is shown. */
  otherPageSince: number;
  /** Whether the client has just told the document to load itself anew. */
  reloading: boolean;
  /** The complaints when Next was clicked, as text; null if it was not. */
  stepErrors: string | null;
  departedAt: number;
  dialogsBefore: number;
  buttonsBefore: WeakSet<Element> | null;
  /** What was drawn before a list was opened. */
  drawnBefore: WeakSet<Element>;
  /** The inputs that were visible before a list was opened. */
  inputsBefore: WeakSet<Element>;
  openedList: { name: string; elements: WeakSet<Element>; fromTop: boolean; twice: boolean } | null;
  optionsSince: number;
  calendarSince: number;
  selectedSince: number;
  /** What a control showed, and since when. */
  shown: { value: string; since: number };
  /** What the list of records showed, as text, and since when. */
  list: { value: string; since: number };
}

// What the client tells.

/** An element of an emptied document: its name, attributes, children, and those of its shadow. */
interface DocumentTree {
  t: string;
  a: Record<string, string>;
  c: (DocumentTree | string)[];
  s?: (DocumentTree | string)[];
}
/** Who is to sign in, where, and what the profile calls things beside a control. */
interface RecordingArguments {
  person: string;
  origins: string[];
  words: Record<string, string[]>;
}

/** Labels under which a page shows the IPR number. */
interface NumberLabels {
  number: string[];
}
interface PageMarks {
  headings: string[];
  buttons: string[];
  facts: string[];
  password: boolean;
}
/** What a look at a page needs to know of the profile. */
interface LookArguments extends NumberLabels {
  pages: [string, PageMarks][];
  menu: Record<string, string[]>;
}
interface UploadMarks {
  failed: string[];
  uploaded: string[];
  uploading: string[];
  remove: string[];
}
interface UploadSlot {
  labels: string[];
  count: number;
  stood: string;
}
/** A value for the fields with these labels. */
interface FieldValue {
  key: string;
  labels: string[];
  text: string;
  typed: string;
  pick: boolean;
  choices: string[][];
  /** Whether several texts are to be given. */
  many?: boolean;
  /** Whether it is a day. */
  dated?: boolean;
}
interface ListArguments {
  columns: Record<string, string[]>;
  empty: string[];
  next: string[];
  grow: string[];
  end: string[];
  /** What the tabs of each status are called, "*" for all. */
  statuses: Record<string, string[]>;
}
interface StatusTab {
  el: PageElement;
  status: string;
  count: number | null;
}
interface RecordArguments {
  facts: Record<string, string[]>;
  fields: Record<string, string[]>;
  reasons: string[];
  events: string[];
  marks: UploadMarks;
}
interface ChallengeLabels {
  slider: string[];
  code: string[];
}
/** The steps by their labels, and the names of the buttons that end the form or lead on. */
interface StepLabels {
  steps: string[][];
  ends: string[];
  next: string[];
}
/** The step before, among all of them; or the fields that only the next one has. */
type StepArguments = (StepLabels & { before: number }) | { fields: string[][] };
type TargetKind =
  | "another"
  | "bubble"
  | "answer"
  | "more_text"
  | "less_text"
  | "button"
  | "choice"
  | "tick"
  | "control"
  | "day"
  | "file"
  | "leaf"
  | "popup"
  | "listed"
  | "next"
  | "option"
  | "part"
  | "remove"
  | "tab"
  | "view"
  | "yes";
/** What a selector means; which of the rest is told depends on `what`. */
interface TargetSpec {
  what: TargetKind;
  labels?: string[];
  marks?: Record<string, string[]>;
  anywhere?: boolean;
  dialog?: boolean;
  date?: string;
  name?: string;
  option?: string[];
  part?: DatePart;
  status?: string;
  statuses?: Record<string, string[]>;
  step?: string;
  text?: string;
  words?: string[];
}
interface AimArguments {
  spec: TargetSpec;
  goes_on?: boolean;
}

/** The point of a box where a click would go, and whether it would meet what is meant. */
interface ClickPoint {
  x: number;
  y: number;
  free: boolean;
}
/** Why an element cannot be clicked now, "" where it can; `ready` is for the caller to tell. */
type Target = Omit<Aim, "ready">;
