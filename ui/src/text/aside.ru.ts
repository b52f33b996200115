// Words of «Отложенные», of what changed while a person was away, and of the exchange's health. In Russian.
import type { AsideCode } from '../bindings/AsideCode'
import type { AsidePart } from '../bindings/AsidePart'
import type { AwayCode } from '../bindings/AwayCode'
import type { DecisionCode } from '../bindings/DecisionCode'
import type { IncidentCode } from '../bindings/IncidentCode'
import { counted } from '../shared/numbers'

const records = (n: number): string => counted(n, 'запись', 'записи', 'записей')

const wait = (n: number): string => counted(n, 'запись ждёт', 'записи ждут', 'записей ждут')

const updateTo = (version: string): string =>
  version
    ? `Обновите программу на этой машине до ${version}.`
    : 'Обновите программу на этой машине.'

export const aside = {
  title: 'Опоздавшие и отложенные',
  waiting: (n: number) => (n > 0 ? `Ждут решения: ${records(n)}` : 'Всё рассмотрено'),
  waitingOwn: (n: number) =>
    n > 0 ? `Не вошли в журнал и ждут решения: ${records(n)}` : 'Решения приняты',
  empty: 'Отложенных записей нет',
  emptyText:
    'Здесь встанет то, что пришло после закрытия периода, внесено с отозванного места, исправлено без разрешения или ждёт прав автора. Ничего не теряется и ничего не входит в журнал само.',
  more: (n: number) => `Показаны ${records(n)}, самые новые. Рассмотрите их, появятся остальные.`,
  outside: 'Вне страниц журнала',
  unknownAuthor: 'автор неизвестен',
  filter: 'Показать',
  all: 'все',
  decided: 'рассмотренные',
  columns: {
    pick: 'Выбор',
    what: 'Что',
    value: 'В журнале и в записи',
    who: 'Кто и когда',
    why: 'Почему не засчитано',
  },
  parts: {
    mark: 'отметка',
    attendance: 'присутствие',
    absence_reason: 'причина пропуска',
    held: 'проведение урока',
    topic: 'тема',
    homework: 'домашнее задание',
    work: 'работа урока',
    term_mark: 'итоговая отметка',
    other: 'служебная запись',
  } satisfies Record<AsidePart, string>,
  nothing: 'пусто',
  entered: (at: string, on: string) => `внесено ${at}${on ? `, ${on}` : ''}`,
  arrived: (at: string) => `пришло ${at}`,
  notSent: 'ещё не отправлено',
  why: {
    late: 'Пришло после закрытия периода',
    cut: 'Внесено с отозванного места или после конца прав',
    unpermitted: 'Исправлено без разрешения: в силе прежняя отметка',
    held: 'Прав автора здесь пока нет',
    newer: 'Сделано более новой программой: обновите эту',
  } satisfies Record<AsideCode, string>,
  filters: {
    late: 'после закрытия',
    cut: 'отозванные',
    unpermitted: 'без разрешения',
    held: 'ждут прав',
    newer: 'новая программа',
  } satisfies Record<AsideCode, string>,
  heldText: 'Засчитается само, когда права придут; принять нельзя.',
  decisions: {
    accepted: 'Принято',
    left: 'Прочитано, оставлено',
    withdrawn: 'Решение отменено',
  } satisfies Record<DecisionCode, string>,
  counts: 'Входит в журнал',
  by: (name: string, at: string) => `${name}, ${at}`,
  accept: (n: number) => (n > 1 ? `Принять ${n}…` : 'Принять…'),
  leave: (n: number) => (n > 1 ? `Прочитано: ${n}` : 'Прочитано'),
  withdraw: (n: number) => (n > 1 ? `Отменить решения: ${n}` : 'Отменить решение'),
  pickAll: 'Выбрать все',
  pickOne: (what: string) => `Выбрать: ${what}`,
  show: 'Показать',
  acceptTitle: (n: number) => `Принять ${records(n)}`,
  acceptText:
    'Принятое входит в журнал на всех машинах. Причина, имя и время останутся в истории клетки.',
  reason: 'Причина',
  acceptAct: 'Принять',
  done: {
    accepted: (n: number) => `Принято: ${records(n)}. Ctrl+Z отменит.`,
    left: (n: number) => `Оставлено без принятия: ${records(n)}. Ctrl+Z отменит.`,
    withdrawn: (n: number) => `Решение отменено: ${records(n)}.`,
  },
  keys: '↑ ↓ строки, Пробел выбрать, Ctrl+A все, Enter принять, Ctrl+Z отменить последнее',
  mayNot: 'Решает заместитель по УВР или директор.',
  inCell: 'Решения по записям',
}

/** «Изменения, пока вас не было». */
export const away = {
  title: 'Изменения, пока вас не было',
  count: (n: number) => counted(n, 'изменение', 'изменения', 'изменений'),
  since: (at: string) => `Вы были здесь ${at}. Показано последнее слово каждой записи.`,
  show: 'Показать',
  read: 'Прочитано',
  open: 'Открыть',
  nothing: 'убрано',
  more: (n: number) => `и ещё ${counted(n, 'изменение', 'изменения', 'изменений')}`,
  what: {
    mark: 'Отметка',
    attendance: 'Присутствие',
    absence_reason: 'Причина пропуска',
    held: 'Урок',
    topic: 'Тема',
    homework: 'Домашнее задание',
    work: 'Работа урока',
    term_mark: 'Итоговая отметка',
    remark: 'Замечание вам',
    permit: 'Разрешение вам',
    closed: 'Период закрыт',
    reopened: 'Период открыт снова',
  } satisfies Record<AwayCode, string>,
}

/** The screen of the exchange: what waits, what is missing, what went wrong and what to do. */
export const health = {
  waiting: 'Ещё не на сервере',
  waitsSignIn: (name: string, n: number, device: string, since: string) =>
    `${name}: ${wait(n)} входа на ${device} с ${since}`,
  waitsShare: (name: string, n: number, since: string) =>
    `${name || 'Эта машина'}: ${wait(n)} отправки с ${since}`,
  waitsKey: (name: string, n: number, since: string) =>
    `${name || 'Эта машина'}: ${wait(n)} ключей школы с ${since}`,
  keyTodo:
    'Записи целы здесь. Попросите администратора открыть программу на своей машине: ключи придут сами, и записи уйдут.',
  signInTodo: 'Попросите человека войти на этой машине: без его входа записи не подписать.',
  gaps: 'Не хватает записей',
  gap: (device: string, name: string, number: number, count: number) =>
    `${[device, name].filter(Boolean).join(', ') || 'Неизвестная машина'}: ${count > 1 ? `пакеты № ${number}–${number + count - 1}` : `пакет № ${number}`}`,
  gapTodo:
    'Всё, что внесено после них, уже в журнале. Включите эту машину в школьной сети, и пусть на ней кто-нибудь войдёт: она положит недостающее сама. Если её больше нет, сообщите администратору.',
  kept: 'Хранится, но не засчитано',
  setAside: (n: number) => records(n),
  setAsideTodo: 'Опоздавшие и отложенные записи рассматривают в разделе «Отложенные».',
  locked: (n: number) => counted(n, 'пакет', 'пакета', 'пакетов'),
  closed: (n: number) =>
    `Личные карточки: ${counted(n, 'пакет хранится', 'пакета хранятся', 'пакетов хранятся')} закрытыми`,
  closedText:
    'Так и должно быть: на этой машине никто не работает с личными карточками. Она бережёт их и передаёт дальше. Ключ придёт сам, когда здесь войдёт делопроизводитель, классный руководитель, завуч или директор.',
  lockedTodo: (version: string) =>
    `Не открыты: сделаны более новой программой. ${updateTo(version)} Они целы и откроются.`,
  notUnderstood: (n: number) =>
    `${counted(n, 'запись не понята', 'записи не поняты', 'записей не понято')}`,
  notUnderstoodTodo: (version: string) =>
    `Их сделала более новая программа; здесь их не видно. ${updateTo(version)}`,
  oldRules: 'Действуют новые правила, эта программа их не знает.',
  oldRulesTodo: (version: string) =>
    `До обновления журнал можно читать и печатать, обмен идёт. ${updateTo(version)}`,
  noKey: (n: number) =>
    `${counted(n, 'пакет ждёт ключей', 'пакета ждут ключей', 'пакетов ждут ключей')} школы`,
  noKeyTodo:
    'Они приняты и проверены, показать их пока нечем: ключи сменились, когда эту машину впускали. Попросите администратора открыть программу на своей машине, ключи придут сами.',
  filesMissing: (n: number) =>
    counted(
      n,
      'файл к заданию ещё не пришёл',
      'файла к заданиям ещё не пришли',
      'файлов к заданиям ещё не пришли',
    ),
  filesMissingTodo:
    'Записи о них уже здесь, файлы придут сами. Если ждать долго, включите машину, на которой их прикрепили, или попросите прикрепить их снова.',
  toAside: 'К отложенным',
  take: 'Взять',
  keep: 'Оставить',
  empty: 'пусто',
  notMine: 'Выберет учитель этой группы.',
  mine: 'Выберите верную запись: вторая останется в истории.',
  refusesFull: (since: string) =>
    `На сервере кончилось место, записи не принимаются с ${since}. Внесённое цело здесь; попросите администратора освободить место.`,
  refusesReadOnly: (since: string) =>
    `Папка открыта только для чтения с ${since}: у этой учётной записи нет права записи. Внесённое цело здесь; попросите администратора дать права.`,
  notAnswering: (since: string) =>
    `Сервер не отвечает с ${since}. Работа идёт как обычно, записи целы здесь; если это надолго, проверьте сервер.`,
  todo: {
    damaged:
      'Автор положит файл заново сам. Если держится больше дня, проверьте диск сервера и антивирус.',
    foreign: 'В папку попал чужой файл. Пусть администратор проверит, кто пишет в эту папку.',
    unknown_author: 'Файлы подождут: их откроют, когда администратор впустит машину или человека.',
    newer: 'Обновите программу на этой машине.',
    not_allowed: 'Посмотрите в разделе «Отложенные».',
    gap: 'Включите машину-автора в школьной сети, и пусть на ней кто-нибудь войдёт: она положит недостающее сама.',
    wrong_clock: 'Поправьте время на той машине.',
    fork: 'Место ничего больше не отправляет. Сообщите администратору: машину восстановили из копии или диск скопировали.',
    not_reached: 'Программа попробует ещё раз. Если повторяется, проверьте права на папку.',
    strangers: 'Журналу не мешают. Лишние файлы лучше хранить в другой папке.',
    replica_failed: 'Проверьте место на диске этой машины и сообщите администратору.',
    diverged:
      'Ничего не вносите повторно. Сообщите администратору имя машины и таблицы: одна из двух машин показывает журнал неверно. Сами записи целы, журнал строится из них заново.',
  } satisfies Record<IncidentCode, string>,
}
