// Files of homework: attached at one workstation, saved at another, never opened (R27).
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AFTERNOON, DEPUTY, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))
const NAME = 'Правила на с. 62.pdf'
const PDF = Buffer.from(`%PDF-1.7\n${'правило '.repeat(4000)}`)
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')

/** The status line of a narrow window, which is the header's matter. */
const STATUS = 'cut: state «сохранено здесь'

const files = (desk) => desk.page.getByRole('group', { name: 'Файлы к заданию' })
const line = (desk, name) => files(desk).getByRole('listitem').filter({ hasText: name })

/** Chooses a file by the button, by keyboard. */
async function attach(desk, name, buffer) {
  const button = files(desk).getByRole('button', { name: 'Прикрепить файл…' })
  const [chooser] = await Promise.all([desk.page.waitForEvent('filechooser'), button.press('Enter')])
  await chooser.setFiles({ name, mimeType: '', buffer })
}

/** Drops a file onto the form. */
async function drop(desk, name, buffer) {
  const data = await desk.page.evaluateHandle(([name, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const data = new DataTransfer()
    data.items.add(new File([bytes], name))
    return data
  }, [name, buffer.toString('base64')])
  const form = desk.page.locator('form.lesson-form')
  await form.dispatchEvent('dragover', { dataTransfer: data })
  await desk.sees('Отпустите файл')
  await form.dispatchEvent('drop', { dataTransfer: data })
}

/** Says where to save when the page asks. */
function savesTo(desk, path) {
  desk.page.once('dialog', (dialog) => void dialog.accept(path))
}

story('r27 a file of homework is attached by keyboard and by dropping, and arrives at another workstation as it was', async (school) => {
  const desk = await school.desk('teacher', { now: AFTERNOON })
  await desk.enters(RUSSIAN)
  await desk.go('Урок')
  await files(desk).waitFor()
  await attach(desk, NAME, PDF)
  await desk.says(line(desk, NAME), /сохранено здесь|отправлено/)
  await desk.says(line(desk, NAME), '59 КБ')
  await drop(desk, 'карта.png', PNG)
  await line(desk, 'карта.png').waitFor()

  // What is no document is refused in words, and nothing is attached.
  await drop(desk, 'игра.exe', Buffer.from('MZ'))
  await desk.sees('Файлы «.exe» не прикрепляются')
  await drop(desk, 'переименованная.pdf', Buffer.from('MZ'))
  await desk.sees('не похоже на «.pdf»')
  assert.equal(await files(desk).getByRole('listitem').count(), 2)

  // Removed, and brought back.
  await files(desk).getByRole('button', { name: 'Убрать файл: карта.png' }).focus()
  await desk.press('Enter')
  await line(desk, 'карта.png').waitFor({ state: 'detached' })
  await files(desk).getByRole('button', { name: 'Вернуть' }).waitFor()
  await desk.press('Enter')
  await line(desk, 'карта.png').waitFor()

  // At the deputy's: the same bytes, where he says, with the ending of a document.
  const deputy = await school.desk('deputy', { now: AFTERNOON })
  await deputy.enters(DEPUTY)
  const place = await desk.until('the lesson', async () => {
    const today = await desk.ask('today', { date: null })
    const all = await Promise.all(today.lessons.map((lesson) => desk.ask('homework_files', { place: lesson.place }).then((view) => ({ place: lesson.place, count: view.files.length }))))
    return all.find((one) => one.count > 0)?.place
  })
  const [first] = await deputy.until('the files come', async () => {
    const view = await deputy.ask('homework_files', { place })
    return view.files.length === 2 && view.files.every((file) => file.state !== 'not_come') ? view.files : null
  })
  const asked = await deputy.ask('save_file', { place, file: first.file, to: join(school.folder, 'копия.exe') })
  assert.equal(asked.path, join(school.folder, 'копия.exe.pdf'))
  assert.deepEqual(readFileSync(asked.path), PDF)

  // The other machine tells that it has read the file within a minute.
  const confirmed = () => desk.says(line(desk, NAME), 'подтверждено')
  await confirmed().catch(confirmed).catch(confirmed).catch(confirmed)
  const saved = join(school.folder, 'saved.pdf')
  savesTo(desk, saved)
  await line(desk, NAME).getByRole('button', { name: /Сохранить как/ }).focus()
  await desk.press('Enter')
  await desk.sees('Файл сохранён')
  assert.ok(existsSync(saved))
  assert.deepEqual(readFileSync(saved), PDF)
  assert.deepEqual(await desk.unfit(), [])
  assert.deepEqual(await desk.cut(), [])
  await desk.shoot('lesson-files')
})

for (const [width, height, dark, language] of [[1366, 768, true, 'en'], [1920, 1080, true, 'ru'], [1920, 1080, false, 'en'], [1093, 614, false, 'ru']]) {
  const look = `${width}-${dark ? 'dark' : 'light'}-${language}`
  story(`r27 r70 files are shown whole and say how they stand, ${look}`, async (school) => {
    const desk = await school.desk('teacher', { now: AFTERNOON, width, height, dark, language })
    await desk.enters(RUSSIAN)
    const today = await desk.ask('today', { date: null })
    const { place } = today.lessons.find((lesson) => !lesson.filled)
    const long = 'Контрольная работа по теме «Правописание безударных гласных в корне слова», вариант 2.docx'
    for (const [name, base64] of [['карта.png', PNG.toString('base64')], [long, Buffer.from('PK\x03\x04[Content_Types].xml word/document.xml').toString('base64')], [NAME, PDF.toString('base64')]]) {
      await desk.ask('attach_file', { place, source: { from: 'bytes', name, base64 } })
    }
    // The last one was read from the disk by nobody yet, and is lost there.
    const kept = join(desk.profile, 'files')
    for (const folder of readdirSync(kept)) for (const file of readdirSync(join(kept, folder))) if (statSync(join(kept, folder, file)).size > 10_000) rmSync(join(kept, folder, file))
    await desk.go(language === 'ru' ? 'Урок' : 'Lesson')
    const group = desk.page.getByRole('group', { name: /Файлы к заданию|Files of the homework/ })
    await desk.says(group.getByRole('listitem').filter({ hasText: NAME }), /файл ещё не пришёл|has not come yet/)
    await group.getByRole('button', { name: new RegExp(`(Убрать файл|Remove the file): карта`) }).focus()
    await desk.press('Enter')
    await desk.sees(/убран\.|was removed/)
    await group.getByRole('listitem').filter({ hasText: NAME }).getByRole('button', { name: /Сохранить как|Save as/ }).focus()
    desk.page.once('dialog', (dialog) => void dialog.accept(join(school.folder, 'a.pdf')))
    await desk.press('Enter')
    await desk.sees(/Файл ещё не пришёл|The file has not come yet/)
    assert.deepEqual(await desk.unfit(), [])
    assert.deepEqual((await desk.cut()).filter((one) => !one.includes(STATUS)), [])
    await desk.shoot(`lesson-files-${look}`)
  })
}
