// What the scripts remember of the document between two calls.

/**
 * Times are those of `performance.now()`, 0 where there is none.
 * @type {DocumentState}
 */
const documentState = {
  labels: {},
  click: null,
  clickTarget: null,
  clickMissed: false,
  clicksGuarded: false,
  submitsGuarded: false,
  submitsHeld: false,
  person: null,
  personGuarded: false,
  notices: { places: new WeakMap(), last: 0 },
  otherPageSince: 0,
  reloading: false,
  stepErrors: null,
  departedAt: 0,
  dialogsBefore: 0,
  buttonsBefore: null,
  drawnBefore: new WeakSet(),
  inputsBefore: new WeakSet(),
  openedList: null,
  optionsSince: 0,
  calendarSince: 0,
  selectedSince: 0,
  shown: { value: "", since: 0 },
  list: { value: "", since: 0 },
};
