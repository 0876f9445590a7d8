// From results.py and client.py: `make format` has tools/page_script_types.py write it.

/** Where to click, in CSS pixels of the window; or why it cannot be done now. */
interface Aim {
  ready: boolean;
  why?: string;
  covered?: boolean;
  cover?: Cover | null;
  x?: number;
  y?: number;
  found?: boolean;
}

/** A calendar that has come to rest. */
interface CalendarRest {
  open: boolean;
  missed?: boolean;
}

/** The step towards a month, such as "next month"; "" if there is none to make. */
interface CalendarStep {
  step: string;
  months: number;
}

/** What a page shows after an irreversible click. */
interface ClickAnswer {
  shown: SeenPage;
  mistakes: Array<FieldComplaint>;
  same: boolean;
}

/** What the marked document felt of a click. */
interface ClickReceipt {
  same: boolean;
  hit: boolean;
  late: boolean;
}

/** A question that stands on a page of its own. */
interface ConfirmationPage {
  page: string | null;
  text: string;
  yes: number;
}

/** What lies over an element. */
interface Cover {
  typed: boolean;
  text: string;
  buttons: Array<string>;
}

/** What followed a click that was to leave the document or to ask something. */
interface Departure {
  dialogs: Array<SeenDialog>;
  bubble: boolean;
  left: boolean;
}

/** The value beside a label; None if there is none. */
interface FactText {
  text: string | null;
}

/** What a page says is wrong with a control. */
interface FieldComplaint {
  label: string;
  error: string;
}

/** Whether a control of each field is there. */
interface FieldsPresent {
  there: boolean;
}

/** What came of filling a form. */
interface FilledForm {
  outcome: Array<[string, string, "set" | "same" | "custom" | "absent"]>;
  opened: boolean;
  snapshot: SeenForm;
}

/** A form, or the step of it that is shown, as it was when a person clicked. */
interface FormAtClick {
  form: SeenForm;
  at: number;
  sends: boolean;
}

/** What the head of a page says, tooltips and names of pictures included. */
interface HeaderTexts {
  texts: Array<string>;
}

/** Whether the last click was held back, since it would have met something else. */
interface LastClick {
  missed: boolean;
}

/** Whether what is typed into a control may filter its list. */
interface ListFilter {
  typed: boolean;
}

/** The page moved beneath the pointer, and the document held the click back. */
interface Missed {
  missed: true;
}

/** The page that was left for a new record; "" where that did not come about. */
interface NextRecord {
  left: string;
}

/** It is done, or it is so: there is nothing more to tell. */
type Nothing = Record<string, never>;

/** The dialogs that were left open, since one of them asks something. */
interface OpenDialogs {
  left: Array<SeenDialog>;
}

/** The options of an open list, as far as they are drawn. */
interface OpenOptions {
  options: Array<string>;
  more: boolean;
  found: boolean;
  chosen: boolean;
  at?: Aim | null;
}

/** Whether keys go to a box that came with an open list, by which it is searched. */
interface OpenSearch {
  focused: boolean;
}

/** The document marked for an irreversible click, with an `Aim` at the button. */
interface PreparedClick {
  shown: SeenPage;
  count: number;
  ready: boolean;
  why?: string;
  covered?: boolean;
  cover?: Cover | null;
  x?: number;
  y?: number;
  red?: Array<string>;
}

/** What a person did, and what it was done at. */
interface RecordedAction {
  what: "press" | "set" | "key";
  role: string;
  name: string;
  label: string;
  kind: string;
  required: boolean;
  options: Array<string>;
  value: Array<string>;
  files: Array<string>;
  dialog: boolean;
  link: string;
  in_row: boolean;
  question?: string;
}

/** An action with the document as it stood before, or a state of the document without one. */
interface RecordedStep {
  action: RecordedAction | null;
  page: SeenDocument;
  tree: string;
}

/** A control with what stands beside it. */
interface SeenControl {
  label: string;
  kind:
    | "text"
    | "textarea"
    | "date"
    | "segments"
    | "lists"
    | "select"
    | "combobox"
    | "radio"
    | "checkbox"
    | "file";
  required: boolean;
  options: Array<string> | null;
  value: string | Array<string>;
  error: string;
  multiple: boolean;
  ambiguous: boolean;
  disabled: boolean;
  files: Array<SeenFile>;
  holding: number;
  opens: boolean;
  tags?: boolean;
  takes_keys?: boolean;
  rows?: boolean;
  adders?: Array<string>;
}

/** An open dialog. */
interface SeenDialog {
  title: string;
  text: string;
  buttons: Array<string>;
}

/** All that a document shows, for somebody who knows nothing of it. */
interface SeenDocument {
  address: string;
  title: string;
  headings: Array<string>;
  notices: Array<string>;
  dialogs: Array<SeenDialog>;
  form: SeenForm;
  dialog: SeenForm | null;
  slots: Array<SeenSlot>;
  facts: Array<SeenFact>;
  tables: Array<SeenTable>;
  links: Array<SeenLink>;
  total: number | null;
  header?: Array<string>;
}

/** A text with the value beside it, or behind its colon. */
interface SeenFact {
  label: string;
  value: string;
}

/** A file as a slot lists it. */
interface SeenFile {
  name: string;
  size: number | null;
  exact: boolean;
  digit: number;
  state: "failed" | "done" | "uploading" | "unknown" | "held";
  fixed: boolean;
  boxed: boolean;
  link: string;
}

/** A whole form as it stands. */
interface SeenForm {
  number: string | null;
  headings: Array<string>;
  buttons: Array<string>;
  controls: Array<SeenControl>;
}

/** A button or a link; a button has no address. */
interface SeenLink {
  name: string;
  address: string;
}

/** A list of records. */
interface SeenList {
  rows: Array<SeenRow> | null;
  more: boolean;
  next: string;
  grows: boolean;
  ends: boolean;
  page: string;
  tabs: Array<SeenTab>;
  total: number | null;
}

/** A page at a glance. */
interface SeenPage {
  page: string | null;
  number: string | null;
  links: Record<string, string>;
  status: number;
  broken: string;
  headings: Array<string>;
  notices: Array<string>;
  dialogs: Array<SeenDialog>;
  address: string;
  says: string;
}

/** A reason of a rejection. */
interface SeenReason {
  field: string;
  message: string;
}

/** All that a record's page tells, by the keys that were asked for. */
interface SeenRecord {
  facts: Record<string, Array<string>>;
  fields: Record<string, Array<string>>;
  files: Record<string, Array<SeenFile>>;
  reasons: Array<SeenReason>;
  events: Array<string>;
  actions: Array<string>;
}

/** A row of a list of records. */
interface SeenRow {
  values: Record<string, string>;
  link: string | null;
  actions: Array<string>;
}

/** What a form to sign in with calls its parts; "" for what is not there. */
interface SeenSignInForm {
  username: string;
  password: string;
  button: string;
}

/** What stands around a control for files. */
interface SeenSlot {
  label: string;
  text: string;
  buttons: Array<string>;
}

/** A tab over a list that shows the records of one status; "*" is that of all. */
interface SeenTab {
  status: string;
  count: number | null;
  chosen: boolean;
}

/** Any table, whatever it is about. */
interface SeenTable {
  heads: Array<string>;
  rows: Array<SeenTableRow>;
}

/** A row of any table. */
interface SeenTableRow {
  cells: Array<string>;
  links: Array<string>;
}

/** What a control shows of texts that are typed one after the other. */
interface SeenTags {
  texts: Array<string>;
  typed: string;
  hint: string;
  focused: boolean;
}

/** How many inputs a field has whose texts have one each. */
interface SeenTextRows {
  count: number;
}

/** The control shows the option, unless the click was held back (`missed`). */
interface SelectedOption {
  missed: boolean;
  open?: boolean;
}

/** Whether what is typed next takes the place of what a control shows. */
interface SelectedText {
  taken: boolean;
  missed: boolean;
}

/** What a control shows. */
interface ShownValue {
  value: string;
}

/** What came of a try to sign in. */
interface SignInAnswer {
  shown: SeenPage;
  wrong: string;
}

/** What only a person can pass, "" if nothing. */
interface SignInChallenge {
  met: string;
}

/** What followed a click on Next or Back. */
interface StepChange {
  at: number;
  shown: SeenPage;
  mistakes: Array<FieldComplaint>;
  ends?: boolean;
  again?: boolean;
}

/** Boxes that stand alone and are not ticked. */
interface UntickedBoxes {
  words: Array<string>;
  missed: boolean;
}

/** The step of a form that is shown. */
interface WizardStep {
  at: number;
  ends: boolean;
}

/** What each verb returns. */
interface VerbResults {
  actionable: Aim;
  aimClick: Aim;
  aimDropdown: Aim;
  calendarFollows: Nothing;
  calendarRests: CalendarRest;
  calendarShown: Nothing;
  calendarStep: CalendarStep;
  cancelClick: ClickReceipt;
  clickAnswered: ClickAnswer | Missed;
  clickMissed: LastClick;
  clickReceived: ClickReceipt;
  closeCover: Nothing;
  closeDialogs: OpenDialogs;
  confirmationPage: ConfirmationPage;
  controlRests: ShownValue;
  departureAnswered: Departure;
  dialogsClosed: Nothing;
  dropdownClosed: Nothing;
  factText: FactText;
  fieldsAppeared: boolean;
  fieldsPresent: FieldsPresent;
  fileRemoved: SeenForm;
  fillFields: FilledForm;
  filtersList: ListFilter;
  formFilled: SeenForm;
  formSnapshot: SeenForm;
  headerTexts: HeaderTexts;
  holdPersonClicks: Nothing;
  holdSubmits: Nothing;
  listChanged: SeenList;
  listGrown: SeenList;
  listOptions: OpenOptions;
  listRests: SeenList;
  markDeparture: Nothing;
  markStep: Nothing;
  neutralPoint: Aim;
  openSearch: OpenSearch;
  optionReached: Missed | OpenOptions;
  optionSelected: SelectedOption;
  pageArrived: Missed | SeenPage;
  pageState: SeenPage;
  personClicked: FormAtClick;
  prepareClick: PreparedClick;
  prepareDropdown: Nothing;
  questionAsked: SeenDialog;
  questionClosed: boolean;
  recordDetails: SeenRecord;
  recordList: SeenList;
  reloadAt: Nothing;
  resetClickBaseline: Nothing;
  savedNoticeGone: Nothing;
  scrollToListEnd: Nothing;
  selectText: SelectedText;
  setTextRows: SeenTextRows;
  shownTags: SeenTags;
  signInAnswered: SignInAnswer;
  signInChallenge: SignInChallenge;
  signInForm: SeenSignInForm;
  signInShown: Nothing;
  startNextRecord: NextRecord;
  stepChanged: Missed | StepChange;
  tabOpened: SeenList;
  tagsChanged: SeenTags;
  textRowsChanged: SeenTextRows;
  untickedBoxes: UntickedBoxes;
  uploadsDone: SeenForm;
  wizardStep: WizardStep;
}
