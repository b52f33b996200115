// Ways in: a password, an invitation, a lock, a language, a new school and a new machine.
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DEPUTY, PEOPLE, story } from './kit.mjs'

const TEACHER = PEOPLE.teacher[0]
const PASSWORD = 'четыре слова подряд тут'

story('r72 a wrong password gets no hint, a right one opens the day', async (school) => {
  const desk = await school.desk('teacher')
  await desk.signIn(TEACHER, 'не тот пароль')
  await desk.sees('Пароль не подошёл')
  assert.equal(await desk.page.locator('#password').inputValue(), '')
  await desk.signIn(TEACHER)
  await desk.page.getByRole('heading', { level: 1, name: 'Сегодня' }).waitFor()
})

story('r81 an invitation is printed once and opens the journal once, with a password of one\'s own', async (school) => {
  const [office, desk] = await Promise.all([school.desk('deputy'), school.desk('clerk')])
  // The clerk's machine is on: it reads the invitation from the share.
  await desk.enters(PEOPLE.clerk[0])
  const words = await office.invite(TEACHER)
  assert.ok(words.split(' ').length >= 6, words)
  await desk.leave()
  await desk.choose(TEACHER)
  // The sign-in screen hears by itself that the invitation has arrived.
  await desk.page.getByLabel('Слова приглашения').waitFor()
  await desk.invited('совсем другие слова', PASSWORD)
  await desk.sees('Слова не подошли')
  await desk.first(TEACHER, words, PASSWORD)
  await desk.page.getByRole('heading', { level: 1, name: 'Сегодня' }).waitFor()
  await desk.leave()
  await desk.signIn(TEACHER, PASSWORD)
  await desk.page.getByRole('heading', { level: 1, name: 'Сегодня' }).waitFor()
})

story('r72 the screen is locked by a key and opened by the same person only', async (school) => {
  const desk = await school.desk('teacher')
  await desk.enters(TEACHER)
  await desk.press('Control+l')
  await desk.sees('Экран закрыт')
  await desk.sees(TEACHER)
  await assert.rejects(desk.ask('today', { date: null }), /not_signed_in/)
  await desk.page.locator('#password').focus()
  await desk.write('не тот пароль')
  await desk.press('Enter')
  await desk.sees('Пароль не подошёл')
  await desk.page.locator('#password').focus()
  await desk.write(PEOPLE.password)
  await desk.press('Enter')
  await desk.page.getByRole('navigation').waitFor()
})

story('r155 the window speaks English by one choice, and keeps it', async (school) => {
  const desk = await school.desk('teacher')
  await desk.enters(TEACHER)
  await desk.page.locator('button.me').focus()
  await desk.press('Enter')
  await desk.page.getByRole('radio', { name: 'English' }).focus()
  await desk.press('Space', 'Escape')
  await desk.page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  assert.equal(await desk.page.locator('html').getAttribute('lang'), 'en')
  await desk.page.reload()
  await desk.page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
})

story('r93 r78 a school is created in an empty folder, and a machine is let in by six words', async (school) => {
  const share = join(school.folder, 'new-share')
  mkdirSync(share)
  const first = await school.empty('first')
  await first.page.getByRole('radio', { name: 'Создать школу' }).focus()
  await first.press('Space')
  await first.fill({
    'Папка на файловом сервере': share, 'Название школы': 'Школа № 7', 'Город': 'г. Примерск', 'Как называется эта машина': 'АРМ 1',
    'Фамилия': 'Первых', 'Имя': 'Анна', 'Отчество': 'Ильинична', 'Новый пароль': PASSWORD, 'Пароль ещё раз': PASSWORD,
  })
  await first.press('Enter')
  await first.sees('Корневой ключ школы')
  const fingerprint = await first.page.locator('.root-sheet h3 + p').innerText()
  // The words go onto a medium too, never over a file that is there.
  const shown = await first.page.locator('.root-sheet .words li').allInnerTexts()
  const medium = join(school.folder, 'корневой ключ.txt')
  for (const said of [/Сохранено: /, /не сохран/]) {
    first.page.once('dialog', (dialog) => void dialog.accept(medium))
    await first.page.getByRole('button', { name: 'Сохранить на носитель' }).focus()
    await first.press('Enter')
    await first.says(first.page.locator('.root-sheet'), said)
  }
  const kept = readFileSync(medium, 'utf8').match(/^\d+\. \S+/gm).map((line) => line.split(' ')[1])
  assert.deepEqual(kept, shown)
  await first.page.getByRole('checkbox').focus()
  await first.press('Space')
  await first.page.getByRole('button', { name: 'Начать работу' }).focus()
  await first.press('Enter')
  await first.page.getByRole('navigation').waitFor()
  await first.go('Обмен')
  await first.sees(fingerprint)

  const second = await school.empty('second')
  await second.fill({ 'Папка на файловом сервере': share, 'Как называется эта машина': 'АРМ 2' })
  await second.press('Enter')
  await second.sees('Прочитайте администратору эти шесть слов')
  const spoken = await second.page.locator('ol.words li').allInnerTexts()
  assert.equal(spoken.length, 6)
  await first.page.getByRole('button', { name: 'Впустить' }).waitFor()
  assert.deepEqual(await first.page.locator('.request ol.words li').allInnerTexts(), spoken)
  await first.page.getByRole('button', { name: 'Впустить' }).focus()
  await first.press('Enter')
  await first.says(first.page.locator('table.devices'), 'АРМ 2')
  await second.sees('Школа № 7')
  await second.choose('Первых')
  await second.sees('приглашения нет')

  await first.go('Люди')
  await first.page.getByRole('button', { name: /Приглашение: Первых/ }).focus()
  await first.press('Enter')
  await first.dialog.waitFor()
  await first.says(first.dialog, 'Слова открывают журнал один раз')
})

story('r130 a lost school is restored from one copy of its folder and the sheet of the safe, by keyboard', async (school) => {
  const [share, copy] = [join(school.folder, 'new-share'), join(school.folder, 'copy')]
  mkdirSync(share)
  const first = await school.empty('first')
  await first.page.getByRole('radio', { name: 'Создать школу' }).focus()
  await first.press('Space')
  const admin = { 'Фамилия': 'Первых', 'Имя': 'Анна', 'Отчество': 'Ильинична', 'Новый пароль': PASSWORD, 'Пароль ещё раз': PASSWORD }
  await first.fill({ 'Папка на файловом сервере': share, 'Название школы': 'Школа № 7', 'Город': 'г. Примерск', 'Как называется эта машина': 'АРМ 1', ...admin })
  await first.press('Enter')
  await first.sees('Корневой ключ школы')
  const words = (await first.page.locator('ol.words li').allInnerTexts()).join(' ')
  assert.equal(words.split(' ').length, 24)
  await first.until('everything is on the share', async () => (await first.ask('status', {})).unsent === 0)
  await first.close()
  cpSync(share, copy, { recursive: true })
  rmSync(share, { recursive: true })

  const second = await school.empty('second')
  await second.page.getByRole('radio', { name: 'Восстановить школу' }).focus()
  await second.press('Space')
  const restore = { 'Папка на файловом сервере': copy, '24 слова с листа из сейфа': words.split(' ').reverse().join(' '), 'Как называется эта машина': 'АРМ 5', ...admin }
  await second.fill(restore)
  await second.press('Enter')
  await second.sees('Слова не от этой школы')
  await second.page.getByLabel('24 слова с листа из сейфа').focus()
  await second.press('Control+a')
  await second.write(words)
  await second.page.getByLabel('Пароль ещё раз', { exact: true }).focus()
  await second.press('Enter')
  await second.sees('Журнал школы восстановлен')
  await second.sees('Школа № 7')
  await second.press('Enter')
  await second.page.getByRole('navigation').waitFor()
  await second.go('Рабочие места')
  await second.sees('АРМ 1')
  await second.sees('АРМ 5')
})
