// Words of “Set aside”, of what changed while a person was away, and of the exchange's health. In English.
import type * as ru from './aside.ru'

const records = (n: number): string => `${n} ${n === 1 ? 'record' : 'records'}`

const wait = (n: number): string => `${n} ${n === 1 ? 'record waits' : 'records wait'}`

const updateTo = (version: string): string =>
  version
    ? `Update the program on this machine to ${version}.`
    : 'Update the program on this machine.'

export const aside: typeof ru.aside = {
  title: 'Late and set aside',
  waiting: (n) => (n > 0 ? `Waiting for a decision: ${records(n)}` : 'Everything is decided'),
  waitingOwn: (n) =>
    n > 0 ? `Not in the journal, waiting for a decision: ${records(n)}` : 'Everything is decided',
  empty: 'Nothing is set aside',
  emptyText:
    'Here will stand what came after a term was closed, was entered at a revoked seat, corrects without a permit, or waits for the rights of its author. Nothing is lost, and nothing enters the journal by itself.',
  more: (n) => `The newest ${records(n)} are shown. Decide on them and the rest will follow.`,
  outside: 'Outside the pages of the journal',
  unknownAuthor: 'author not known',
  filter: 'Show',
  all: 'all',
  decided: 'decided',
  columns: {
    pick: 'Choice',
    what: 'What',
    value: 'In the journal and in the record',
    who: 'Who and when',
    why: 'Why it does not count',
  },
  parts: {
    mark: 'mark',
    attendance: 'attendance',
    absence_reason: 'reason of an absence',
    held: 'lesson held',
    topic: 'topic',
    homework: 'homework',
    work: 'work of a lesson',
    term_mark: 'term mark',
    other: 'record of the program',
  },
  nothing: 'empty',
  entered: (at, on) => `entered ${at}${on ? `, ${on}` : ''}`,
  arrived: (at) => `came ${at}`,
  notSent: 'not sent yet',
  why: {
    late: 'Came after the term was closed',
    cut: 'Entered at a revoked seat or after the right had ended',
    unpermitted: 'Corrected without a permit: the earlier mark is in force',
    held: 'The rights of its author are not here yet',
    newer: 'Made by a newer program: update this one',
  },
  filters: {
    late: 'after closing',
    cut: 'revoked',
    unpermitted: 'without a permit',
    held: 'waiting for rights',
    newer: 'newer program',
  },
  heldText: 'Counts by itself when the rights come; it cannot be accepted.',
  decisions: {
    accepted: 'Accepted',
    left: 'Read and left',
    withdrawn: 'Decision taken back',
  },
  counts: 'Counts in the journal',
  by: (name, at) => `${name}, ${at}`,
  accept: (n) => (n > 1 ? `Accept ${n}…` : 'Accept…'),
  leave: (n) => (n > 1 ? `Read: ${n}` : 'Read'),
  withdraw: (n) => (n > 1 ? `Take ${n} decisions back` : 'Take the decision back'),
  pickAll: 'Choose all',
  pickOne: (what) => `Choose: ${what}`,
  show: 'Show',
  acceptTitle: (n) => `Accept ${records(n)}`,
  acceptText:
    'What is accepted counts on every machine. The reason, the name and the time stay in the history of the cell.',
  reason: 'Reason',
  acceptAct: 'Accept',
  done: {
    accepted: (n) => `Accepted: ${records(n)}. Ctrl+Z takes it back.`,
    left: (n) => `Left without accepting: ${records(n)}. Ctrl+Z takes it back.`,
    withdrawn: (n) => `Decision taken back: ${records(n)}.`,
  },
  keys: '↑ ↓ lines, Space choose, Ctrl+A all, Enter accept, Ctrl+Z take the last back',
  mayNot: 'A deputy head or the director decides.',
  inCell: 'Decisions on records',
}

/** “Changes while you were away”. */
export const away: typeof ru.away = {
  title: 'Changes while you were away',
  count: (n) => `${n} ${n === 1 ? 'change' : 'changes'}`,
  since: (at) => `You were here ${at}. The last word of each record is shown.`,
  show: 'Show',
  read: 'Read',
  open: 'Open',
  nothing: 'taken away',
  more: (n) => `and ${n} more`,
  what: {
    mark: 'Mark',
    attendance: 'Attendance',
    absence_reason: 'Reason of an absence',
    held: 'Lesson',
    topic: 'Topic',
    homework: 'Homework',
    work: 'Work of a lesson',
    term_mark: 'Term mark',
    remark: 'Remark to you',
    permit: 'Permit to you',
    closed: 'Term closed',
    reopened: 'Term opened again',
  },
}

/** The screen of the exchange: what waits, what is missing, what went wrong and what to do. */
export const health: typeof ru.health = {
  waiting: 'Not on the server yet',
  waitsSignIn: (name, n, device, since) =>
    `${name}: ${wait(n)} for a sign-in at ${device} since ${since}`,
  waitsShare: (name, n, since) => `${name || 'This machine'}: ${wait(n)} to be sent since ${since}`,
  waitsKey: (name, n, since) =>
    `${name || 'This machine'}: ${wait(n)} for the school’s keys since ${since}`,
  keyTodo:
    'The records are safe here. Ask the administrator to open the program on their machine: the keys come by themselves and the records go out.',
  signInTodo: 'Ask the person to sign in at this machine: records cannot be signed without that.',
  gaps: 'Records that are missing',
  gap: (device, name, number, count) =>
    `${[device, name].filter(Boolean).join(', ') || 'A machine not known'}: ${count > 1 ? `packets ${number}–${number + count - 1}` : `packet ${number}`}`,
  gapTodo:
    'Everything entered after them is in the journal already. Switch that machine on in the network and let anybody sign in there: it puts them back by itself. If it is gone, tell the administrator.',
  kept: 'Kept, not counted',
  setAside: (n) => records(n),
  setAsideTodo: 'Late and set aside records are decided on under “Set aside”.',
  locked: (n) => `${n} ${n === 1 ? 'packet' : 'packets'}`,
  closed: (n) => `Personal cards: ${n} ${n === 1 ? 'packet is' : 'packets are'} kept closed`,
  closedText:
    'That is as it should be: nobody on this machine works with personal cards. It keeps them and passes them on. The key comes by itself when the clerk, a class teacher, a deputy or the director signs in here.',
  lockedTodo: (version) =>
    `Not opened: made by a newer program. ${updateTo(version)} They are whole and will open.`,
  notUnderstood: (n) => `${n} ${n === 1 ? 'record' : 'records'} not understood`,
  notUnderstoodTodo: (version) =>
    `A newer program made them; they are not shown here. ${updateTo(version)}`,
  oldRules: 'New rules hold, which this program does not know.',
  oldRulesTodo: (version) =>
    `Until it is updated the journal can be read and printed; the exchange goes on. ${updateTo(version)}`,
  noKey: (n) => `${n} ${n === 1 ? 'packet waits' : 'packets wait'} for the school’s keys`,
  noKeyTodo:
    'Taken and verified; nothing here opens them yet: the keys changed while this machine was let in. Ask the administrator to open the program on their machine, the keys come by themselves.',
  filesMissing: (n) =>
    n === 1 ? '1 file of homework has not come yet' : `${n} files of homework have not come yet`,
  filesMissingTodo:
    'Their records are here, the files come by themselves. If that takes long, start the machine they were attached on, or ask to have them attached again.',
  toAside: 'To what is set aside',
  take: 'Take',
  keep: 'Keep',
  empty: 'empty',
  notMine: 'The teacher of the group chooses.',
  mine: 'Choose the right record: the other stays in the history.',
  refusesFull: (since) =>
    `The server is full and takes nothing since ${since}. What was entered is safe here; ask the administrator for space.`,
  refusesReadOnly: (since) =>
    `The folder is read only since ${since}: this account may not write there. What was entered is safe here; ask the administrator for the right.`,
  notAnswering: (since) =>
    `The server does not answer since ${since}. Work goes on and records are safe here; if it lasts, look at the server.`,
  todo: {
    damaged:
      'Its author puts the file anew by itself. If it lasts more than a day, check the server’s disk and antivirus.',
    foreign: 'A strange file got into the folder. Let the administrator look who writes there.',
    unknown_author:
      'The files wait: they are opened when the administrator lets the machine or the person in.',
    newer: 'Update the program on this machine.',
    not_allowed: 'Look under “Set aside”.',
    gap: 'Switch the machine that made it on in the network and let anybody sign in there: it puts it back by itself.',
    wrong_clock: 'Set the time on that machine right.',
    fork: 'The seat sends nothing more. Tell the administrator: the machine was restored from a copy, or its disk was cloned.',
    not_reached: 'The program tries again. If it repeats, check the rights on the folder.',
    strangers: 'They do no harm. Better keep such files in another folder.',
    replica_failed: 'Check the space on this machine’s disk and tell the administrator.',
    diverged:
      'Enter nothing twice. Tell the administrator the machine’s name and the tables: one of the two machines shows the journal wrongly. The records themselves are whole, and the journal is built from them anew.',
  },
}
