// Words of the screen of workstations, of the folder's setup check and of its printed
// instruction, in English.
import type * as ru from './devices.ru'

const some = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

const size = (mb: number): string =>
  mb >= 10_000 ? `${Math.round(mb / 1000)} GB` : `${(mb / 1000).toFixed(1)} GB`

const span = (seconds: number): string => {
  const s = Math.abs(seconds)
  if (s < 60) return `${s} s`
  if (s < 7200) return `${Math.round(s / 60)} min`
  return s < 172_800 ? `${Math.round(s / 3600)} h` : some(Math.round(s / 86_400), 'day', 'days')
}

const bits = (detail: string): string => (detail ? ` Rights: ${detail}.` : '')

export const devices: typeof ru.devices = {
  devices: {
    title: 'Workstations',
    search: 'Machine or surname',
    count: (n) => some(n, 'machine', 'machines'),
    list: 'Machines of the school',
    machine: 'Machine',
    people: 'People',
    seen: 'Last seen',
    program: 'Program',
    state: 'State',
    here: 'this machine',
    witness: 'witness',
    nobody: 'nobody',
    more: (n) => `and ${n} more`,
    seenAt: (at) => `last seen ${at}`,
    never: 'not yet',
    notTold: 'has not said',
    quiet: (days) => `silent for ${some(days, 'day', 'days')}`,
    unseen: (n) => `${some(n, 'packet', 'packets')} not here yet`,
    waiting: (n) => `${some(n, 'record waits', 'records wait')} to be sent`,
    left: 'left the school',
    admin: 'administrator',
    ages: { older: 'old', same: '', newer: 'newer than here' },
    ageText: {
      older: 'Update the program on that machine: an old one may not understand new records.',
      same: 'The same as here.',
      newer: 'Newer than here: update the program on your machine.',
    },
    states: { acting: 'at work', revoked: 'revoked', forked: 'disk was copied' },
    forkedText:
      'Two machines wrote under one name: a disk was copied or restored. The records of both are safe. Revoke this machine and let it in anew.',
    revokedText: (reason) => (reason ? `Revoked. Reason: ${reason}` : 'Revoked.'),
    quietText:
      'It may hold records we have not seen. Switch it on in the school’s network and let anybody sign in there; if it is lost, revoke it.',
    unseenText:
      'They are known of and are not here. They mostly come by themselves; after a day, exchange on that machine.',
    place: 'Place',
    number: 'Number in the plan of entry',
    numberNone: 'none',
    seats: 'Who signs in here',
    noSeats:
      'Nobody has signed in on this machine. A person comes in by an invitation of the screen “People”.',
    opened: 'opened',
    chooseText: 'Choose a machine at the left: its people and what can be done stand here.',
    empty: 'Nothing found',
    emptyText: 'There is no machine or person of this name.',
    alone: 'One machine so far',
    aloneText:
      'On a new machine choose the school’s folder and press “Join the school”. Its six words will stand here.',
    readOnly: 'An administrator changes this; you look.',
    unknownAuthors: (n) =>
      `The folder holds records of ${some(n, 'unknown seat', 'unknown seats')}: they wait to be admitted and nobody sees them. If there were no new machines, call the administrator.`,
    cosign: {
      waiting: (by) =>
        `Revoked by an administrator${by ? ` (${by})` : ''}. The revocation holds; a deputy or the director has not signed yet.`,
      agreed: (by, at) => `A second person signed the revocation: ${by}, ${at}.`,
      refused: (by, at, reason) =>
        `The revocation was refused: ${by}, ${at}. Reason: ${reason}. The seat works, and all that came from it is in the journal.`,
      agree: 'Sign the revocation',
      refuse: 'Refuse the revocation…',
      short: 'waits for a second signature',
      refuseTitle: (name) => `Refuse the revocation: ${name}`,
      refuseText:
        'The seat will work again on every machine. What was set aside of it meanwhile enters the journal. It gets the school’s keys by itself.',
      why: 'Reason',
    },
    appoint: {
      open: 'New administrator…',
      title: 'A new administrator on this machine',
      text: 'Only the root key of the school makes an administrator. The person sits at this machine now and sets the password. The person and the director are told when they sign in.',
      who: 'Person',
      choose: 'choose',
      password: 'The password for signing in here',
      words: 'The 24 words of the root key',
      done: 'Appoint',
    },
    rules: {
      title: 'New rules of the journal',
      known: (version) => `The program ${version} knows them.`,
      from: (day) =>
        `They hold from ${day}. After that a program that does not know them only shows and prints.`,
      lacking: (names) => `Not known on: ${names}. Update the program there.`,
      all: 'Every machine of the school knows them: a day can be set.',
      day: 'They hold from',
      set: 'Set',
      withdraw: 'Take back',
    },
    rename: 'Name…',
    renameTitle: 'Name of the machine',
    name: 'Name',
    nameHelp: 'Every record will call it so: “АРМ 7”. The number ties it to the plan of entry.',
    giveWitness: 'Make it a witness',
    takeWitness: 'Take the duty',
    witnessText:
      'A witness is a machine that is on all day (secretary, staff room). It stamps the time of records and checks the folder.',
    revokeDevice: 'Revoke the machine…',
    revokeSeat: 'Close the seat…',
    revokeDeviceTitle: (name) => `Revoke the machine “${name}”`,
    revokeSeatTitle: (person, name) => `Close the seat: ${person}, “${name}”`,
    willTitle: 'What will happen',
    willStay: (kept) =>
      `Everything that has come here stays: ${some(kept, 'record', 'records')}. Nothing is deleted.`,
    willQuarantine:
      'What comes from it later stands under “Set aside”: the journal will not show it until a deputy accepts each record.',
    willUnseen: (n) =>
      `${some(n, 'packet', 'packets')} from there are still on the way and will stand under “Set aside”. If you have the machine, sign in on it first and wait for the exchange.`,
    willSeen: (at) => `Last seen: ${at}.`,
    willPeople: (names) => `Seats that close: ${names}.`,
    willNobody: 'Nobody has a seat on it: the machine itself is closed.',
    willReinvite: 'For the person to go on, print a new invitation on the screen “People”.',
    willRead:
      'What was read on it stays read. The school’s keys change: it reads nothing new, even where it reaches the folder. Change the password of its account on the file server all the same.',
    willForever: 'This cannot be undone. The machine can come back by being let in anew.',
    reason: 'Reason',
    reasons: [
      'The machine is lost or stolen',
      'The machine is written off',
      'The person has left',
      'The disk was copied or restored',
    ],
    otherReason: 'Another reason',
    rootTitle: 'An administrator’s seat is among them',
    rootText:
      'Only the school’s root key closes it. Type the 24 words of the director’s sheet; the program does not keep them.',
    rootWords: 'Words of the root key',
    mineText:
      'Your own seat is among them. Another administrator can close it, from another machine.',
    doneText: 'All of this is revoked already.',
    revokeDo: 'Revoke',
    seatDo: 'Close the seat',
    folder: 'Folder on the server',
  },

  seatNews: {
    title: 'New workstations',
    mine: (device) => `A new workstation was opened in your name: ${device}`,
    other: (name, device) => `${name}: a workstation was opened, ${device}`,
    ways: {
      root: 'by the school’s root key',
      invitation: 'by an invitation',
      seat: 'from an earlier workstation',
    },
    opened: (at, way) => `${at}, ${way}`,
    invitedBy: (who) => `invitation printed by ${who}`,
    letInBy: (who) => `machine let in by ${who}`,
    mineText: 'If it was you, all is well. If not, somebody may write in the journal in your name.',
    otherText: 'You are told as the director: nobody opens a seat for another unseen.',
    notMe: (helpers) =>
      helpers
        ? `Then tell the director and the administrator (${helpers}): the seat is closed on the screen “Workstations”.`
        : 'Then tell the director and the administrator: the seat is closed on the screen “Workstations”.',
    unsignedTitle: 'Revoked workstations',
    unsigned: (n) =>
      `${some(n, 'revocation waits', 'revocations wait')} for your signature: the screen “Workstations”.`,
    toDevices: 'Open',
    seen: 'I see',
  },

  folder: {
    title: 'Check of the folder',
    run: 'Check again',
    running: 'Checking the folder, this takes some seconds…',
    at: (folder, at) => `${folder}, ${at}`,
    all: 'The folder is set up well.',
    summary: (bad, look) =>
      [
        bad ? `${some(bad, 'line', 'lines')} in the way of the exchange` : '',
        look ? `${some(look, 'line', 'lines')} to look at` : '',
      ]
        .filter(Boolean)
        .join(', '),
    verdicts: { ok: 'ok', look: 'look', bad: 'bad' },
    instruction: 'Instruction for the server…',
    codes: {
      ours: () => ({ what: 'This is our school’s folder.', todo: '' }),
      not_ours: () => ({
        what: 'The folder holds no journal of this school.',
        todo: 'Look whether the right drive is connected. Create and delete nothing: choose the folder with school.jsg.',
      }),
      away: (_a, _p, detail) => ({
        what: `The folder does not answer. ${detail}`,
        todo: 'Check network and server. What was entered is safe here and will be sent.',
      }),
      place_server: (_a, _p, detail) => ({ what: `A folder on a server (${detail}).`, todo: '' }),
      place_local: (_a, _p, detail) => ({
        what: `This is a disk of this very machine (${detail}).`,
        todo: 'Right only if the machine is the server. Others must see the same folder over the network.',
      }),
      place_fragile: (_a, _p, detail) => ({
        what: `The folder lies where files do not live long (${detail}): memory, a USB stick or a temporary layer.`,
        todo: 'Move it to the file server.',
      }),
      place_mirrored: (_a, _p, detail) => ({
        what: `A program that keeps a copy shows the folder (${detail}).`,
        todo: 'One real file server is needed: SMB or NFS.',
      }),
      place_not_told: () => ({
        what: 'This machine does not say which file system this is.',
        todo: '',
      }),
      may_write: () => ({
        what: 'Files are created, read back, renamed and removed.',
        todo: '',
      }),
      may_not_write: (_a, _p, detail) => ({
        what: `No file can be created. ${detail}`,
        todo: 'Let all staff create files and folders (instruction below).',
      }),
      may_not_rename: (_a, _p, detail) => ({
        what: `An own file cannot be renamed. ${detail}`,
        todo: 'The owner of a file needs “Modify” on own files (instruction below).',
      }),
      may_not_remove: (_a, _p, detail) => ({
        what: `An own file cannot be removed. ${detail}`,
        todo: 'The owner of a file needs “Modify” on own files, or temporary ones pile up.',
      }),
      altered: () => ({
        what: 'What is read from the folder is not what was written.',
        todo: 'Do not work through this path: check the server’s disk, the antivirus and the mount.',
      }),
      others_kept: (_a, _p, detail) => ({
        what: 'This account cannot remove files of others.',
        todo: bits(detail).trim(),
      }),
      others_may_go: (_a, _p, detail) => ({
        what: 'This account may remove files of others.',
        todo: `The journal puts them back, but better forbid it (instruction below).${bits(detail)}`,
      }),
      one_account: (_a, _p, detail) => ({
        what: 'All machines come under one account.',
        todo: `It works, but each may remove files of any. Better one account for each person.${bits(detail)}`,
      }),
      rights_not_told: (_a, _p, detail) => ({
        what: 'Whether this account may remove files of others cannot be seen from here.',
        todo: `Compare the rights on the server with the instruction below.${detail ? ` Seen: ${detail}.` : ''}`,
      }),
      no_local_copy: () => ({ what: 'No sign of offline files.', todo: '' }),
      local_copy: (_a, _p, detail) => ({
        what: `This machine reads a copy of its own, not the server (${detail}).`,
        todo: 'Switch offline files off for the folder: CachingMode None on the server, cache=strict on Linux.',
      }),
      local_copy_not_told: () => ({
        what: 'Windows does not say from here whether offline files are on.',
        todo: 'Right-click the folder: “Always available offline” must be off. On the server: CachingMode None.',
      }),
      room: (amount, part) => ({
        what: `${size(amount)} free (${part} %).`,
        todo:
          amount < 5000 || part < 10
            ? 'The journal needs 40–280 MB a year, but others fill the disk too: free some space.'
            : '',
      }),
      room_not_told: () => ({
        what: 'The server does not say how much is free.',
        todo: 'Look on the server: 5 GB at least.',
      }),
      clock: (amount) => ({
        what:
          amount === 0
            ? 'The clocks of the server and of this machine agree.'
            : `The server’s clock is ${span(amount)} ${amount > 0 ? 'ahead of' : 'behind'} this machine’s.`,
        todo:
          Math.abs(amount) > 120
            ? 'Switch time synchronisation on at both. No record is lost or changes its order.'
            : '',
      }),
      clock_not_told: () => ({ what: 'The server gives no times of files.', todo: '' }),
      one_place: () => ({
        what: 'No sign of a second copy (DFS, OneDrive, roaming profile).',
        todo: '',
      }),
      several_places: (_a, _p, detail) => ({
        what: `It seems there are several folders kept equal by another program (“${detail}”).`,
        todo: 'One folder on one server: no DFS-R, OneDrive, cloud drives or roaming profiles.',
      }),
      copies: (amount, _p, detail) => ({
        what: `${some(amount, 'file has a name', 'files have names')} of a copy (“${detail}”).`,
        todo: 'A program that mirrors the folder makes them: find it and switch it off. The journal takes no harm.',
      }),
      no_strangers: () => ({ what: 'Nothing foreign in the folder.', todo: '' }),
      strangers: (amount, _p, detail) => ({
        what: `${some(amount, 'foreign file', 'foreign files')} (“${detail}”).`,
        todo: 'The journal does not read them. Keep only the journal in the folder.',
      }),
      speed: (amount, part) => ({
        what: `Listing ${amount} ms, putting a file ${part} ms.`,
        todo:
          Math.max(amount, part) > 1500
            ? 'Slow: exclude the folder from the server’s antivirus, check the network. Work goes on.'
            : '',
      }),
    },
  },

  instruction: {
    title: 'Instruction for the file server',
    school: 'School',
    path: 'The folder as machines see it',
    server: 'Server',
    servers: { windows: 'Windows Server', samba: 'Samba (Linux)' },
    localPath: 'The folder on the server itself',
    share: 'Name of the share',
    group: 'Group of the staff',
    intro:
      'One folder on one file server, read and write for all staff. Any account works; one for each person is better: then nobody deletes what is another’s. All in the folder is encrypted and signed; what is deleted or damaged is put back by any machine.',
    rules: [
      'Not on a mirrored share: DFS-R, OneDrive, robocopy make several folders of one.',
      'No offline files on the machines: a machine would read its own past.',
      'Exclude the folder from the server’s antivirus, or expect short delays.',
      'Back the server up as before; shadow copies are welcome. The folder grows by 40–280 MB a year.',
    ],
    windowsDo: 'PowerShell as administrator:',
    windowsAfter:
      'Staff read everything and create files and folders; only the one who created a file (S-1-3-0, creator owner) may change or delete it.',
    sambaDo: 'In a terminal of the server:',
    sambaConf: 'In smb.conf:',
    sambaAfter:
      'The sticky bit (3770): only the owner of a file deletes or renames it. A Linux machine mounts the folder so:',
    check: 'After setting up: “Workstations”, “Folder on the server”. Every line should be “ok”.',
    print: 'Print',
  },
}
