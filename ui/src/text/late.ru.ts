// Words of what missed its norm and of the seals of witnesses. In Russian.
import { counted } from '../shared/numbers'

export const late = {
  title: 'Внесённое после срока',
  span: 'за две недели',
  none: 'Всё внесено в срок, насколько это можно установить.',
  more: (n: number) => `Показаны ${counted(n, 'запись', 'записи', 'записей')}, самые новые.`,
  value: 'Запись',
  state: 'Состояние',
  norm: (at: string) => `срок был до ${at}`,
  noSeal: 'по часам АРМ, печатей за это время нет',
  seals: 'Печати времени',
  sealsText: 'по ним видно, когда запись внесена на самом деле',
  witness: 'Свидетель',
  times: 'Когда',
  count: (n: number, first: string, last: string) =>
    n > 1
      ? `${counted(n, 'печать', 'печати', 'печатей')} с ${first} до ${last}`
      : `печать в ${first}`,
  contradicts: (n: number) =>
    `${counted(n, 'печать противоречит', 'печати противоречат', 'печатей противоречат')} другим: часы свидетеля неверны`,
  isVoid: (n: number) => `Не доказывают ничего: ${counted(n, 'печать', 'печати', 'печатей')}`,
  void: 'Не верить',
  restore: 'Верить снова',
  voidTitle: (name: string, day: string) => `Не верить печатям: ${name}, ${day}`,
  voidText:
    'У свидетеля были неверны часы. Печати этого дня перестанут доказывать время на всех машинах; причина и ваше имя останутся. Отметки не меняются.',
}
