import { catalogue, type EnglishOf } from './catalogue.ts'

/** Why a file, or one cell of it, is not taken: what happened, and what to do. */
const zh = {
  'violation.FILE-01': '文件是空的。请确认选对了文件，里面至少有标题行和一行数据。',
  'violation.FILE-02': '这不是能读的表格。请用 Excel 或 WPS 打开，另存为 .xlsx 或 .csv 再上传。',
  'violation.FILE-03': '文件已损坏，读不到结尾。请用 Excel 或 WPS 打开后另存一份再上传。',
  'violation.FILE-04': '文件太大。请按月份或片区分成几个文件，分次导入；更大的文件可以请管理员用命令行导入。',
  'violation.FILE-05': '文件里的部件太多，不像普通表格。请新建一个工作簿，只粘贴数据再上传。',
  'violation.FILE-06': '文件压缩得异常紧，不像普通表格。请用 Excel 或 WPS 另存一份再上传。',
  'violation.FILE-07': '文件内部的长度与声明不符，可能传输不完整。请重新从系统导出，或另存一份再上传。',
  'violation.FILE-08': '文件有密码保护。请在 Excel 或 WPS 里去掉打开密码，再上传。',
  'violation.FILE-09': '文件带有宏或嵌入的程序。请另存为不带宏的 .xlsx 再上传。',
  'violation.FILE-10': '文件里有不安全的声明，不能读取。请新建一个工作簿，只粘贴数据再上传。',
  'violation.FILE-11': '文件内部结构异常，不能读取。请用 Excel 或 WPS 另存一份再上传。',
  'violation.FILE-12': '认不出文字的编码。请另存为“CSV UTF-8”或 .xlsx 再上传。',
  'violation.FILE-13':
    '文字的编码中途损坏，强行读取会变成乱码。请从原来的系统重新导出，不要在中途用别的软件转存。',
  'violation.FILE-14': '这是二进制文件，不是文本表格。请另存为 .xlsx 或 .csv 再上传。',
  'violation.FILE-15': '有一个引号只有开头没有结尾，后面的内容分不清列。请补上引号，或另存为 .xlsx 再上传。',
  'violation.FILE-16': '列太多。请删去不用的列再上传。',
  'violation.FILE-17': '行太多。请按月份或片区分成几个文件，分次导入。',
  'violation.FILE-18': '有一个单元格或一行文字太长。请检查是否少了换行，或者粘进了整段文章。',
  'violation.FILE-19': '读取时间太长，已停止。请去掉格式和公式，只保留数据，或者分成几个文件。',
  'violation.FILE-20': '读取需要的内存太多，已停止。请去掉格式和公式，只保留数据，或者分成几个文件。',
  'violation.FILE-21':
    '有一行的列数比标题多（标题 {expected} 列，这行 {found} 列）。请检查这行里的逗号是否需要加引号。',
  'violation.FILE-22': '有两列都叫“{name}”。请改掉其中一列的名称，或删去一列。',
  'violation.FILE-23': '没有可以读取的工作表。请取消隐藏，或把数据放到第一张表再上传。',

  'place.sheet': '工作表“{sheet}”',
  'place.line': '第 {line} 行',
  'place.column': '第 {column} 列',
  'place.byte': '第 {byte} 字节',
  'place.limit': '最多 {limit}，现在 {found}',
  'place.limitOnly': '最多 {limit}',

  'cell.empty': '是空的',
  'cell.formula-error': '公式出错（如 #N/A）。请把公式改成值。',
  'cell.not-a-date': '不是日期。请写成 2026-11-02。',
  'cell.no-such-day': '没有这一天。请检查月份和日期。',
  'cell.no-such-time': '没有这个时刻。请写成 09:30。',
  'cell.ambiguous-date': '分不清月和日，或年份只有两位。请写成 2026-11-02。',
  'cell.date-out-of-range': '日期太早或太晚。请检查年份。',
  'cell.time-zone': '时间带有时区，分不清是哪一天。请只写日期。',
  'cell.not-a-month': '不是月份。请写成 2026-11。',
  'cell.not-a-number': '不是数字。请只写数字，不带单位和文字。',
  'cell.not-whole': '应为整数。',
  'cell.too-many-decimals': '小数位太多。',
  'cell.out-of-range': '超出允许的范围。',
  'cell.digits-lost': '编号被表格软件改成了科学计数，末位已丢失。请把该列设为文本，从原系统重新导出。',
  'cell.not-a-tier': '不是档位。请写 1 到 30，或“三十档”。',
  'cell.not-a-weekday': '不是星期。请写“周一”或 1 到 7。',
  'cell.not-a-yes-or-no': '请写“是”或“否”。',
  'cell.not-a-licence': '许可证号应为 12 位数字。',
} as const

const en: EnglishOf<typeof zh> = {
  'violation.FILE-01': 'The file is empty. Choose the right file: it needs a header and at least one row.',
  'violation.FILE-02': 'This is no table we can read. Open it in Excel or WPS and save it as .xlsx or .csv.',
  'violation.FILE-03': 'The file is damaged. Open it in Excel or WPS, save it again, then upload that.',
  'violation.FILE-04':
    'The file is too large. Split it by month or area; very large files can be imported from the command line.',
  'violation.FILE-05':
    'The file has too many parts for a plain table. Paste the data into a new workbook and upload that.',
  'violation.FILE-06':
    'The file is packed tighter than any plain table. Save it again in Excel or WPS and upload that.',
  'violation.FILE-07':
    'The file says another length than it has; it may be cut off. Export or save it again and upload that.',
  'violation.FILE-08': 'The file is protected by a password. Remove the password in Excel or WPS first.',
  'violation.FILE-09': 'The file holds macros or embedded programs. Save it as .xlsx without macros.',
  'violation.FILE-10':
    'The file holds unsafe declarations. Paste the data into a new workbook and upload that.',
  'violation.FILE-11': 'The inside of the file is strange. Save it again in Excel or WPS and upload that.',
  'violation.FILE-12': 'The encoding of the text is unknown. Save it as "CSV UTF-8" or .xlsx.',
  'violation.FILE-13':
    'The text is damaged; reading on would turn names into nonsense. Export it again from its own system.',
  'violation.FILE-14': 'This is a binary file, not a text table. Save it as .xlsx or .csv.',
  'violation.FILE-15':
    'A quotation mark opens and never closes, so columns cannot be told apart. Close it, or save as .xlsx.',
  'violation.FILE-16': 'There are too many columns. Remove those that are not needed.',
  'violation.FILE-17': 'There are too many rows. Split the file by month or area.',
  'violation.FILE-18': 'A cell or a row of text is too long. Look for a missing line break or pasted prose.',
  'violation.FILE-19':
    'Reading took too long and was stopped. Remove formatting and formulas, or split the file.',
  'violation.FILE-20':
    'Reading needed too much memory and was stopped. Remove formatting and formulas, or split the file.',
  'violation.FILE-21':
    'A row has more columns than the header ({expected} in the header, {found} in the row). Quote its commas.',
  'violation.FILE-22': 'Two columns are called "{name}". Rename or remove one of them.',
  'violation.FILE-23': 'There is no sheet to read. Unhide one, or put the data on the first sheet.',

  'place.sheet': 'sheet "{sheet}"',
  'place.line': 'row {line}',
  'place.column': 'column {column}',
  'place.byte': 'byte {byte}',
  'place.limit': 'at most {limit}, found {found}',
  'place.limitOnly': 'at most {limit}',

  'cell.empty': 'is empty',
  'cell.formula-error': 'A formula failed (such as #N/A). Replace the formula by its value.',
  'cell.not-a-date': 'Not a date. Write it as 2026-11-02.',
  'cell.no-such-day': 'There is no such day. Check month and day.',
  'cell.no-such-time': 'There is no such time. Write it as 09:30.',
  'cell.ambiguous-date':
    'Month and day cannot be told apart, or the year has two digits. Write it as 2026-11-02.',
  'cell.date-out-of-range': 'The date is too early or too late. Check the year.',
  'cell.time-zone': 'The time has a zone, so the day is not plain. Write the date only.',
  'cell.not-a-month': 'Not a month. Write it as 2026-11.',
  'cell.not-a-number': 'Not a number. Write digits only, without units or words.',
  'cell.not-whole': 'Must be a whole number.',
  'cell.too-many-decimals': 'Too many decimals.',
  'cell.out-of-range': 'Outside the limits.',
  'cell.digits-lost':
    'A spreadsheet has rounded this number away. Make the column text and export it again from its system.',
  'cell.not-a-tier': 'Not a tier. Write 1 to 30.',
  'cell.not-a-weekday': 'Not a weekday. Write Monday or 1 to 7.',
  'cell.not-a-yes-or-no': 'Write yes or no.',
  'cell.not-a-licence': 'A licence number has 12 digits.',
}

export const t = catalogue(zh, en)
