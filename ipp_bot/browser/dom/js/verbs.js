// The verbs: what the client calls, each with one object of arguments.

/**
 * Of an "ask" the first result counts, of a "wait" the first one that is not false.
 * @type {{
 *   [Verb in keyof VerbResults]: (
 *     arg: never,
 *   ) => false | VerbResults[Verb] | void | Promise<VerbResults[Verb]>;
 * }}
 */
const verbs = {
  actionable,
  aimClick,
  aimDropdown,
  calendarClosed,
  calendarStep,
  cancelClick,
  clickAnswered,
  clickMissed,
  clickReceived,
  closeCover,
  closeDialogs,
  confirmationPage,
  departureAnswered,
  dialogsClosed,
  dropdownClosed,
  factText,
  fieldsAppeared,
  fieldsPresent,
  fileRemoved,
  fillFields,
  formSnapshot,
  listChanged,
  listGrown,
  listOptions,
  markDeparture,
  markStep,
  optionReached,
  optionSelected,
  pageArrived,
  pageState,
  prepareClick,
  prepareDropdown,
  questionClosed,
  recordDetails,
  recordList,
  reloadAt,
  resetClickBaseline,
  savedNoticeGone,
  scrollToListEnd,
  signInAnswered,
  signInChallenge,
  signInShown,
  startNextRecord,
  stepChanged,
  untickedBoxes,
  uploadsDone,
  wizardStep,
};
