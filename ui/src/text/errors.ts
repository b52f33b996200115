// What every error code means to a person: what happened, and what to do. Data are always safe:
// a call that fails changes nothing, and the sentences say so where somebody could doubt it.
import type { ErrorCode } from '../bindings/ErrorCode'

export type ErrorWords = { what: string; todo: string }

export const errorsRu = {
  wrong_password: {
    what: 'Пароль не подошёл.',
    todo: 'Проверьте раскладку и Caps Lock. Ничего не потеряно.',
  },
  invitation_ended: {
    what: 'Это приглашение больше не действует.',
    todo: 'Попросите администратора напечатать новое.',
  },
  weak_password: {
    what: 'Пароль слишком простой.',
    todo: 'Не меньше 10 знаков; хороши три-четыре слова подряд.',
  },
  needs_share: {
    what: 'На этой машине ещё нет ключа для приглашения.',
    todo: 'Подключите школьную папку и повторите.',
  },
  not_signed_in: { what: 'Никто не вошёл.', todo: 'Войдите снова: введённое сохранено.' },
  not_allowed: {
    what: 'На это нет права.',
    todo: 'Право даёт заместитель по УВР или администратор.',
  },
  outside_slot: {
    what: 'Сейчас не ваше время ввода.',
    todo: 'Впустить может завуч, директор или администратор.',
  },
  closed: {
    what: 'Срок вышел, запись закрыта.',
    todo: 'Открыть может заместитель по УВР; прежнее значение останется видно.',
  },
  lesson_not_held: {
    what: 'Урок не отмечен проведённым.',
    todo: 'Нажмите F9: урок проведён, тема по плану.',
  },
  absent_and_marked: {
    what: 'Ученик отсутствовал: устной отметки быть не может.',
    todo: 'Снимите пропуск (Del) или укажите, когда работа написана.',
  },
  not_on_list: {
    what: 'В этот день ученика нет в списке класса.',
    todo: 'Проверьте дату приказа у делопроизводителя.',
  },
  no_marks_here: {
    what: 'В этой группе отметок не ставят.',
    todo: 'Отмечайте тему, задание и отсутствующих.',
  },
  needs_reason: {
    what: 'Отметка отличается от предложенной на целый балл.',
    todo: 'Укажите причину.',
  },
  changed_meanwhile: {
    what: 'Запись только что изменили.',
    todo: 'Показано новое значение; повторите, если нужно.',
  },
  preflight_blocks: {
    what: 'Предпроверка нашла ошибки.',
    todo: 'Исправьте их или закройте период с объяснением.',
  },
  not_closed: {
    what: 'Период не закрыт: печатать рано.',
    todo: 'Период закрывает заместитель по УВР на экране «Проверка».',
  },
  not_found: { what: 'Этого больше нет.', todo: 'Обновите экран.' },
  bad_request: {
    what: 'Программа ошиблась в запросе.',
    todo: 'Ничего не изменено. Сообщите администратору номер записи.',
  },
  wrong_share: {
    what: 'В этой папке нет журнала школы.',
    todo: 'Нужна папка, где лежит файл school.jsg.',
  },
  share_offline: {
    what: 'Папка школы недоступна.',
    todo: 'Работайте как обычно: всё сохранено здесь и уйдёт само.',
  },
  folder_not_empty: { what: 'Папка не пуста.', todo: 'Выберите пустую папку на файловом сервере.' },
  disk_full: {
    what: 'На диске нет места.',
    todo: 'Последняя запись не сохранена, прежние целы. Освободите место.',
  },
  not_a_volume: {
    what: 'Это не том журнала этой школы.',
    todo: 'Выберите файл, который напечатала программа.',
  },
  mistyped: {
    what: 'Код или слова набраны с ошибкой.',
    todo: 'Ничего не сверено. Наберите ещё раз с листа: в коде 20 знаков, слов шесть.',
  },
  nothing_to_do: {
    what: 'Менять нечего.',
    todo: 'В столбце уже так. Ничего не изменено.',
  },
  no_room_to_shift: {
    what: 'Крайней отметке некуда встать.',
    todo: 'Сначала очистите или исправьте крайнюю клетку столбца. Ничего не изменено.',
  },
  cards_closed: {
    what: 'Карточки семей на этой машине закрыты.',
    todo: 'Откройте эту страницу на машине, где работает классный руководитель или делопроизводитель. Ключ после назначения приходит с обменом.',
  },
  refusal_unsigned: {
    what: 'Отказ от электронной формы не подписан.',
    todo: 'Укажите, когда и какое заявление подписано: без него отказ не действует. Ничего не изменено.',
  },
  text_too_long: {
    what: 'Текст слишком длинный.',
    todo: 'Сократите его и сохраните снова: введённое осталось на экране.',
  },
  no_addressees: {
    what: 'В этом периоде бумага никому не нужна.',
    todo: 'Выберите другой период или отметьте учеников, которым напечатать.',
  },
  no_absences: {
    what: 'В эти дни нет ни пропусков, ни будущих уроков.',
    todo: 'Причину указывают пропущенному уроку. Проверьте дни и ученика; ничего не изменено.',
  },
  wrong_days: {
    what: 'Дни указаны неверно.',
    todo: 'Первый день не позже последнего, всего не больше ста дней; всему классу не больше трёх недель за раз. Ничего не изменено.',
  },
  file_refused: {
    what: 'Файл не подходит.',
    todo: 'Прикрепляются документы, PDF и картинки до 10 МБ.',
  },
  file_unreadable: {
    what: 'Файл не читается.',
    todo: 'Проверьте, что он на месте и не занят другой программой, и выберите его снова.',
  },
  file_not_here: {
    what: 'Файл ещё не пришёл.',
    todo: 'Он придёт сам, когда машина, где его прикрепили, будет в сети. Если ждать долго, попросите прикрепить его снова.',
  },
  file_no_key: {
    what: 'На этой машине ещё нет ключа для файлов.',
    todo: 'Ключ придёт сам после входа администратора. Файл цел; повторите позже.',
  },
  file_damaged: {
    what: 'Файл повреждён и не сохранён.',
    todo: 'Попросите того, кто его прикрепил, прикрепить его снова.',
  },
  file_not_written: {
    what: 'Файл не сохранён: сюда записать нельзя.',
    todo: 'Выберите другую папку, например «Документы».',
  },
  name_taken: {
    what: 'Такое имя или номер уже у другой машины.',
    todo: 'Выберите другое: по имени людей отсылают к машине.',
  },
  wrong_root: {
    what: 'Это не слова корневого ключа школы.',
    todo: 'Сверьте все 24 слова с листом директора. Ничего не изменено.',
  },
  replica_broken: {
    what: 'Журнал на этой машине не открывается.',
    todo: 'Не удаляйте ничего. Позовите администратора: данные есть на сервере.',
  },
  clock_wrong: {
    what: 'Часы этой машины неверны больше чем на сутки.',
    todo: 'Подтвердите в окне о часах, что знаете это, и вносите. Ничего не потеряно.',
  },
  old_program: {
    what: 'Программа на этой машине не знает правил, которые уже действуют.',
    todo: 'Обновите программу. До этого журнал можно читать и печатать; введённое раньше цело.',
  },
  rules_not_known: {
    what: 'Новые правила знают ещё не все машины.',
    todo: 'Обновите программу на названных машинах и дайте им выйти на связь, потом повторите.',
  },
  slot_not_taken: {
    what: 'Время ввода не записано.',
    todo: 'Выберите другое время или другой АРМ. План не изменён.',
  },
  internal: {
    what: 'Программа ошиблась.',
    todo: 'Ничего не изменено. Сообщите администратору номер записи.',
  },
} satisfies Record<ErrorCode, ErrorWords>

export const errorsEn: Record<ErrorCode, ErrorWords> = {
  wrong_password: {
    what: 'The password did not fit.',
    todo: 'Check the layout and Caps Lock. Nothing is lost.',
  },
  invitation_ended: {
    what: 'This invitation is no longer valid.',
    todo: 'Ask the administrator to print a new one.',
  },
  weak_password: {
    what: 'The password is too plain.',
    todo: 'At least 10 characters; three or four words are good.',
  },
  needs_share: {
    what: 'This machine has no key for the invitation yet.',
    todo: 'Connect the school’s folder and try again.',
  },
  not_signed_in: {
    what: 'Nobody is signed in.',
    todo: 'Sign in again: what was entered is saved.',
  },
  not_allowed: {
    what: 'You do not have the right to do this.',
    todo: 'A deputy head or the administrator grants it.',
  },
  outside_slot: {
    what: 'This is not your time of entry.',
    todo: 'A deputy head, the director or an administrator lets you in.',
  },
  closed: {
    what: 'The time is over, the record is closed.',
    todo: 'A deputy head can open it; the old value stays visible.',
  },
  lesson_not_held: {
    what: 'The lesson is not marked as held.',
    todo: 'Press F9: held, topic of the plan.',
  },
  absent_and_marked: {
    what: 'The pupil was absent: no oral mark is possible.',
    todo: 'Clear the absence (Del) or say when the work was written.',
  },
  not_on_list: {
    what: 'The pupil is not on the list on that day.',
    todo: 'Check the date of the order with the clerk.',
  },
  no_marks_here: {
    what: 'This group takes no marks.',
    todo: 'Enter topic, homework and absences.',
  },
  needs_reason: {
    what: 'The mark differs from the proposal by a whole mark.',
    todo: 'Give the reason.',
  },
  changed_meanwhile: {
    what: 'The record was changed a moment ago.',
    todo: 'The new value is shown; repeat if needed.',
  },
  preflight_blocks: {
    what: 'The preflight found faults.',
    todo: 'Mend them, or close the term with an explanation.',
  },
  not_closed: {
    what: 'The term is not closed: too early to print.',
    todo: 'A deputy head closes it on the Check screen.',
  },
  not_found: { what: 'This no longer exists.', todo: 'Refresh the screen.' },
  bad_request: {
    what: 'The program made a wrong request.',
    todo: 'Nothing was changed. Tell the administrator the log number.',
  },
  wrong_share: {
    what: 'This folder holds no school journal.',
    todo: 'Choose the folder with the file school.jsg.',
  },
  share_offline: {
    what: 'The school’s folder cannot be reached.',
    todo: 'Go on as usual: everything is saved here and will be sent.',
  },
  folder_not_empty: {
    what: 'The folder is not empty.',
    todo: 'Choose an empty folder on the file server.',
  },
  disk_full: {
    what: 'The disk is full.',
    todo: 'The last change is not saved, earlier ones are. Free some space.',
  },
  not_a_volume: {
    what: 'This is not a volume of this school.',
    todo: 'Choose a file printed by the program.',
  },
  mistyped: {
    what: 'The code or the words are mistyped.',
    todo: 'Nothing was looked up. Type them again from the page: a code has 20 signs, words are six.',
  },
  nothing_to_do: {
    what: 'There is nothing to change.',
    todo: 'The column says so already. Nothing was changed.',
  },
  no_room_to_shift: {
    what: 'The mark at the end has no row to go to.',
    todo: 'Clear or mend the cell at the end of the column first. Nothing was changed.',
  },
  cards_closed: {
    what: 'Family cards are closed on this machine.',
    todo: 'Open this page on a machine where the class teacher or the clerk works. After an appointment the key comes with the exchange.',
  },
  refusal_unsigned: {
    what: 'The refusal of the electronic form is not signed.',
    todo: 'Say when and what was signed: without it the refusal does not hold. Nothing was changed.',
  },
  text_too_long: {
    what: 'The text is too long.',
    todo: 'Shorten it and save again: what you typed is still on the screen.',
  },
  no_addressees: {
    what: 'Nobody needs this paper in this period.',
    todo: 'Choose another period, or pick the pupils to print for.',
  },
  no_absences: {
    what: 'There is no absence and no lesson ahead on these days.',
    todo: 'A reason belongs to a lesson missed. Check the days and the pupil; nothing was changed.',
  },
  wrong_days: {
    what: 'The days are wrong.',
    todo: 'The first day is not after the last, a hundred days in all at most; for a whole class three weeks at once. Nothing was changed.',
  },
  file_refused: {
    what: 'The file does not fit.',
    todo: 'Documents, PDF and pictures up to 10 MB are attached.',
  },
  file_unreadable: {
    what: 'The file cannot be read.',
    todo: 'See that it is there and no other program holds it, and choose it again.',
  },
  file_not_here: {
    what: 'The file has not come yet.',
    todo: 'It comes by itself once the machine it was attached on is in the network. If that takes long, ask to have it attached again.',
  },
  file_no_key: {
    what: 'This machine has no key for files yet.',
    todo: 'The key comes by itself after an administrator has signed in. The file is whole; try again later.',
  },
  file_damaged: {
    what: 'The file is damaged and was not saved.',
    todo: 'Ask whoever attached it to attach it again.',
  },
  file_not_written: {
    what: 'The file was not saved: this place cannot be written to.',
    todo: 'Choose another folder, for example “Documents”.',
  },
  name_taken: {
    what: 'Another machine has this name or number.',
    todo: 'Choose another: people are sent to a machine by its name.',
  },
  wrong_root: {
    what: 'These are not the words of the school’s root key.',
    todo: 'Compare all 24 with the director’s sheet. Nothing was changed.',
  },
  replica_broken: {
    what: 'The journal on this machine does not open.',
    todo: 'Delete nothing. Call the administrator: the data are on the server.',
  },
  clock_wrong: {
    what: 'The clock of this machine is off by more than a day.',
    todo: 'Say in the window about the clock that you know it, and go on. Nothing is lost.',
  },
  old_program: {
    what: 'The program on this machine does not know the rules that hold now.',
    todo: 'Update the program. Until then the journal can be read and printed; what was entered before is safe.',
  },
  rules_not_known: {
    what: 'Not every machine knows the new rules yet.',
    todo: 'Update the program on the machines named, let them exchange, then try again.',
  },
  slot_not_taken: {
    what: 'The time of entry was not written.',
    todo: 'Choose another time or another workstation. The plan is as it was.',
  },
  internal: {
    what: 'The program made an error.',
    todo: 'Nothing was changed. Tell the administrator the log number.',
  },
}
