# Русские тексты. Texts in Russian; the same keys stand in every catalogue.

brand = Открытое обсуждение местных программ
brand-short = Открытое обсуждение
skip = Перейти к содержанию
languages = Язык
crumbs = Вы здесь
home = Главная
nav-find = Найти свой район
nav-receipt = Найти по квитанции
nav-journal = Журнал открытости
demo-note = Демонстрация: программы и мнения созданы для примера, это не настоящие документы.
footer-open-data = Открытые данные (API)
footer-note = Каждое мнение учтено, на каждое дают ответ. Здесь нет ни внешних счётчиков, ни рекламы.
home-title = Прочитайте пятилетний план своего района и скажите, что думаете
home-lead = Здесь все { $programs } программ страны: { $regions } регионов, { $districts } районов и городов. Писать можно без регистрации, на каждое мнение отвечают за { $days } рабочих дней.
find-label = Район или город
find-button = Найти
find-title = Поиск района
find-nothing = По запросу «{ $query }» ничего не нашлось. Попробуйте другое написание или выберите регион из списка.
find-near = Точного названия «{ $query }» нет. Похожие:
map-title = Регионы: где обсуждают активнее
map-legend = Число мнений:
answered-title = Последние ответы
answered-lead = В каждом ответе сказано, что решили и почему.
answered-none = Ответов пока не опубликовано.
answered-why = Прочитать ответ
topics-title = Что сейчас обсуждают
how-title = Как проходит обсуждение
how-published = Проект опубликован
how-discussion = Обсуждение
how-revision = Доработка
how-approval = Утверждение
how-published-text = Проект программы может прочитать каждый — на казахском и русском.
how-discussion-text = Пишите мнение к любому пункту. Регистрация не нужна.
how-revision-text = На каждое мнение за { $days } рабочих дней дают ответ с обоснованием, принятое входит в текст.
how-approval-text = Последнюю редакцию публикуют вместе с таблицей ответов.
regions-title = Все регионы
regions-name = Регион
regions-programs = Программы
regions-contributions = Мнения
regions-answered = Отвечено
fact-answered = получили ответ
fact-planned = запланировано на пять лет
territory-description = { $name }: программа развития, ход обсуждения и ответы.
read-program = Читать программу
no-program = У этой территории нет отдельной программы.
inside-title = Карта районов и городов
children-title = Районы и города
siblings-title = Соседние территории
former-title = Прежние названия
program = Программа
edition-line = редакция { $number } · { $date }
superseded-note = Это прежняя редакция. Читать действующий текст
dates-label = Сроки обсуждения
due-soon = Обсуждение ещё не началось
due-opens = Мнения начнут принимать: { $date }.
due-until = Мнения принимают { $until }.
due-closed = Обсуждение завершено
due-closed-on = Последний день: { $date }. Текст и ответы остаются открытыми.
last-day = Сегодня последний день
write = Написать мнение
contents = Содержание
chapters = Разделы
bar-label = Действия на странице
budget = Бюджет
budget-none = В этой программе нет таблицы финансирования.
budget-caption = Запланированные расходы по годам
sources-caption = По источникам финансирования, млн ₸
year = Год
planned = Запланировано
total = Всего
source = Источник финансирования
source-republican = Республиканский бюджет
source-local = Местный бюджет
source-extra-budgetary = Внебюджетные источники
source-national-fund = Национальный фонд
source-public-private = Государственно-частное партнёрство
source-own = Собственные средства
editions = Редакции
both-languages = Читать на двух языках рядом
one-language = Читать на одном языке
no-translation = Этого пункта нет на втором языке.
download-json = Скачать данные (JSON)
indicator = Показатель
baseline = Исходное значение
path = Путь
target = Цель
unit = Единица измерения
measure = Мероприятие
term = Срок
cost = Стоимость
executor = Ответственный исполнитель
completion = Форма завершения
cost-unknown = Стоимость неизвестна
cost-none = Средства не требуются
contributions-column = Мнения
counter-label = { $label }: мнений — { $n }
phase-announced = Проект готовится
phase-draft-published = Проект опубликован
phase-discussion = Идёт обсуждение
phase-revision = Дорабатывается по мнениям
phase-published = Новая редакция опубликована
phase-approved = Утверждена
phase-execution = Исполняется
provision-section = раздел
provision-heading = заголовок
provision-paragraph = пункт
provision-item = подпункт
provision-goal = цель
provision-indicator = показатель
provision-measure = мероприятие
provision-table = таблица
provision-table-row = строка таблицы
provision-footnote = примечание
back-to-text = Вернуться к тексту программы
write-title = Напишите своё мнение
kind-legend = Что это?
kind-problem = Проблема
kind-shortcoming = Недостаток проекта
kind-proposal = Предложение
kind-question = Вопрос
kind-support = Поддержка
kind-objection = Возражение
kind-suggested-wording = Другая редакция текста
text-label = Что изменить и почему?
text-hint = На казахском или русском, до 3 000 знаков. Не пишите чужих личных данных.
language-label = На каком языке вы написали?
quote-label = Слова из текста (необязательно)
quote-hint = Если мнение о конкретных словах, скопируйте их из текста выше.
place-label = Населённый пункт (необязательно)
name-label = Имя (необязательно)
name-hint = Публикуется вместе с мнением. Если не заполнить, имя не покажут.
email-label = Электронная почта (необязательно)
email-hint = Сюда придёт ответ. Не публикуется.
leave-empty = Оставьте это поле пустым
answer-promise = Мнение публикуют сразу. Ответ с обоснованием дадут за { $days } рабочих дней.
send = Отправить мнение
errors-title = Исправьте ошибки
errors-prefix = Ошибка:
fault-empty = Напишите текст
fault-too-long = Слишком длинно: не больше { $limit } знаков
fault-control-character = В тексте есть невидимый управляющий знак. Удалите его и отправьте снова
fault-unknown-value = Выберите значение из списка
fault-out-of-range = Значение вне допустимых пределов
fault-not-an-email = Проверьте адрес электронной почты, например: aigul@mail.kz
fault-quote-not-found = Этих слов нет в тексте. Скопируйте их точно или оставьте поле пустым
contributions-none = К этому пункту мнений пока нет. Напишите первым.
order-newest = Новые
order-supported = Больше поддержки
order-answered = С ответом
more-contributions = Следующие мнения
no-name = Имя не указано
channel-email = по электронной почте
channel-phone = по телефону
channel-paper = на бумаге
channel-meeting = на встрече
verification-anonymous = без подтверждения
verification-email = почта подтверждена
verification-identity = личность подтверждена
late = после срока
supports = Поддержали: { $verified }, без подтверждения: { $anonymous }
waits-until = Ответ { $until }
visibility-held = На проверке
visibility-hidden = Скрыто модератором
visibility-withdrawn = Отозвано автором
visibility-erased = Удалено по требованию автора
stub-held = Мнение на проверке и появится после неё.
stub-hidden = Мнение скрыто модератором. Причина: { $reason }.
stub-withdrawn = Мнение отозвано автором.
stub-erased = Текст мнения удалён по требованию автора.
reason-insult = оскорбления или угрозы
reason-hatred = призывы к насилию или вражде
reason-advertising = реклама
reason-personal-data = чужие личные данные
reason-flood = один текст отправлен много раз
reason-off-topic = не относится к программе
reason-unlawful = противоречит закону
disposition-accepted = Учтено
disposition-partly-accepted = Учтено частично
disposition-already-in-text = Уже есть в тексте
disposition-no-budget = Нет средств в бюджете
disposition-outside-powers = Вне полномочий, передано
disposition-declined = Не учтено
disposition-answered = Дан ответ
disposition-off-topic = Не относится к программе
receipt-title = Мнение принято
receipt-keep = Сохраните этот код: по нему в любое время видно, что стало с вашим мнением.
receipt-promise = Ответ { $until }: { $office }.
receipt-answered = На ваше мнение дан ответ, он ниже.
receipts-title = Поиск по квитанции
receipts-lead = Посмотрите по коду квитанции, что стало с мнением.
receipts-label = Код квитанции
receipts-hint = Двенадцать букв и цифр, например: K7Q2-9XWM-3T5A
receipts-button = Показать
story-title = Что произошло
story-received = Мнение получено
story-received-late = Мнение получено после срока, но принято
words-then = Текст на тот момент
words-now = Текст сейчас
words-same = Текст пока не изменился.
words-gone = Этого пункта нет в действующей редакции.
proof-title = Запись в журнале
proof-numbered = Это мнение записано в журнал открытости под № { $number }. Ниже — контрольная сумма записи.
proof-waiting = Запись сейчас вносится в журнал. Ниже — её контрольная сумма.
journal-title = Журнал открытости
journal-lead = Здесь по порядку записано каждое открытое действие: проект, мнение, решение, скрытие. Записи не удаляют и не меняют.
journal-none = В журнале пока нет записей.
journal-when = Дата
journal-what = Действие
journal-place = Код территории (КАТО)
journal-hash = Контрольная сумма
journal-older = Более ранние записи
act-program-published = Программа объявлена
act-edition-published = Редакция опубликована
act-consultation-opened = Обсуждение открыто
act-consultation-extended = Обсуждение продлено
act-consultation-closed = Обсуждение закрыто
act-phase-changed = Изменён этап
act-contribution-received = Мнение получено
act-contribution-entered = Мнение внесено в систему
act-contribution-withdrawn = Мнение отозвано
act-contribution-held = Мнение оставлено на проверку
act-contribution-hidden = Мнение скрыто
act-contribution-restored = Мнение снова показано
act-contribution-redacted = Личные данные закрыты
act-contribution-erased = Текст мнения удалён
act-appeal-received = Получена апелляция
act-points-split = Мнение разделено на пункты
act-points-grouped = Похожие мнения объединены
act-point-ungrouped = Мнение выведено из группы
act-decision-published = Решение опубликовано
act-decision-replaced = Решение заменено
act-exception-signed = Подписано исключение
act-role-granted = Роль выдана
act-role-revoked = Роль отозвана
act-territory-reorganised = Территория реорганизована
act-rules-changed = Изменены правила
act-meeting-published = Встреча опубликована
act-envelope-set = Установлен лимит бюджета
act-execution-reported = Отчёт об исполнении
problem-not-found = Такой страницы нет
help-not-found = Возможно, ссылка устарела или набрана с ошибкой. Найдите свой район по названию.
problem-unauthenticated = Сначала войдите
help-unauthenticated = Чтобы открыть эту страницу, нужно войти.
problem-forbidden = Нет доступа
help-forbidden = Ваша роль не позволяет этого действия.
problem-second-factor-needed = Нужен второй фактор
help-second-factor-needed = Введите код из приложения-аутентификатора или настройте второй фактор.
problem-code-wrong = Код не подходит
help-code-wrong = Код введён с ошибкой, уже использован или устарел. Запросите новый.
problem-invalid-fields = Некоторые поля заполнены неверно
help-invalid-fields = Исправьте отмеченные поля и отправьте снова.
problem-decision-incomplete = Решение неполное
help-decision-incomplete = Заполните обоснование и нужную ссылку.
problem-receipt-mistyped = В коде ошибка
help-receipt-mistyped = В коде двенадцать букв и цифр. Похоже, один знак набран неверно — проверьте и введите снова.
problem-not-open-yet = Обсуждение ещё не началось
help-not-open-yet = Мнения принимают со дня начала обсуждения.
problem-closed = Обсуждение завершено
help-closed = Текст и ответы остаются открытыми, новые мнения не принимают.
problem-key-reused = Этот запрос уже отправлен с другим текстом
help-key-reused = Обновите страницу и отправьте мнение снова.
problem-bad-cursor = Такой страницы списка нет
help-bad-cursor = Откройте список с начала.
problem-conflict = Сейчас это невозможно
help-conflict = Обновите страницу и посмотрите текущее состояние.
problem-decision-changed = Коллега уже написал решение
help-decision-changed = Пока вы писали, коллега сохранил решение по этому пункту. Ваш текст цел: сравните оба и сохраните ещё раз.
problem-second-person-needed = Утвердить должен другой человек
help-second-person-needed = Это решение написали вы, поэтому утвердить его должен коллега.
problem-busy = Сервер занят
help-busy = Повторите через несколько секунд. Написанное не пропадёт.
problem-too-many = Слишком много запросов
help-too-many = Повторите через минуту.
problem-disk-full = На сервере нет места
help-disk-full = Мнение не сохранено. Скопируйте текст и отправьте позже.
problem-configuration = Сервер настроен неверно
help-configuration = Это наша ошибка. Попробуйте позже.
problem-import-refused = Документ не принят
help-import-refused = В отчёте сказано, где и что не так. Исправьте и отправьте снова.
problem-internal = Ошибка на сервере
help-internal = Это наша ошибка. Попробуйте позже.
fact-programs = { $count ->
    [one] программа
    [few] программы
   *[many] программ
}
fact-contributions = { $count ->
    [one] мнение и предложение
    [few] мнения и предложения
   *[many] мнений и предложений
}
fact-open = { $count ->
    [one] ждёт ответа
    [few] ждут ответа
   *[many] ждут ответа
}
fact-measures = { $count ->
    [one] мероприятие
    [few] мероприятия
   *[many] мероприятий
}
fact-indicators = { $count ->
    [one] показатель
    [few] показателя
   *[many] показателей
}
days-left = { $count ->
    [one] остался { $n } день
    [few] осталось { $n } дня
   *[many] осталось { $n } дней
}
missing-translations = { $count ->
    [one] { $n } пункт ещё не переведён на русский и показан на казахском.
    [few] { $n } пункта ещё не переведены на русский и показаны на казахском.
   *[many] { $n } пунктов ещё не переведены на русский и показаны на казахском.
}
cost-unknown-note = { $count ->
    [one] Стоимость { $n } мероприятия пока неизвестна и в сумму не входит.
    [few] Стоимость { $n } мероприятий пока неизвестна и в сумму не входит.
   *[many] Стоимость { $n } мероприятий пока неизвестна и в сумму не входит.
}
contributions-title = { $count ->
    [one] { $n } мнение
    [few] { $n } мнения
   *[many] { $n } мнений
}
decided-together = { $count ->
    [one] Вместе решено { $n } мнение.
    [few] Вместе решено { $n } мнения.
   *[many] Вместе решено { $n } мнений.
}
nav-about = О проекте
find-examples = Например:
fact-contributions-answered = { $count ->
    [one] мнение, с ответом: { $answered }
    [few] мнения, с ответом: { $answered }
   *[many] мнений, с ответом: { $answered }
}
former-line = { $name }, код { $kato } — { $until }
editions-count = Редакции: { $n }
chapter-previous = Предыдущий раздел
chapter-next = Следующий раздел
measures-caption = Стоимость, по годам в млн ₸
baseline-of = { $year } год, исходное значение
target-of = { $year } год, цель
neighbours = Соседние пункты
provision-previous = Предыдущий пункт
provision-next = Следующий пункт
back-to-provision = Вернуться к пункту
missing-translation = Этот пункт ещё не переведён на русский и показан на казахском.
text-kept = Ваш текст — его можно скопировать
place-hint = Например: село Бозой
consent = Если вы указываете имя или почту, вы соглашаетесь на их обработку для ответа, а имя — на открытую публикацию.
consent-more = О личных данных
proposal-problem = Проблема
proposal-solution = Предложение
receipt-title-answered = На ваше мнение ответили
receipt-as-received = Ваш текст, как он получен
story-answer-promised = Будет дан ответ
problem-too-large = Слишком большой текст
help-too-large = Мнение не может быть длиннее 3 000 знаков. Вернитесь на предыдущую страницу и сократите текст.
problem-unreadable-form = Форму не удалось прочитать
help-unreadable-form = Вернитесь на предыдущую страницу и отправьте ещё раз.
nav-sign-in = Войти
sign-in-title = Вход
sign-in-lead = Пришлём на вашу почту одноразовый код. Пароль не нужен.
sign-in-email = Электронная почта
sign-in-hint = На этот адрес придут код и ссылка для входа.
sign-in-send = Прислать код
sign-in-not-needed = Чтобы оставить комментарий, входить не обязательно. После входа все ваши комментарии видны в одном месте.
sign-in-too-many = Код запрашивали слишком часто. Попробуйте через час.
sign-in-button = Войти
sign-in-link-lead = Нажмите кнопку, чтобы войти на этом устройстве. Ссылка действует один раз.
code-title = Введите код
code-lead = Если адрес верный, письмо придёт через минуту-другую. Код действует десять минут.
code-label = Код из письма
code-hint = Восемь цифр. Введите его в этом же браузере.
code-again = Запросить новый код
factor-title = Второй фактор
factor-lead = Откройте приложение-аутентификатор и введите код из него.
factor-label = Код аутентификатора
factor-hint = Шесть цифр. Если телефон потерян, введите один из сохранённых кодов восстановления.
factor-set-up-title = Настроить второй фактор
factor-set-up-lead = Второй фактор защитит вашу учётную запись, даже если кто-то получит доступ к вашей почте.
factor-scan = Отсканируйте QR-код приложением-аутентификатором
factor-type = Если отсканировать не получается, введите этот ключ вручную:
factor-first-hint = Шесть цифр из приложения.
factor-confirm = Подтвердить
factor-on-title = Второй фактор включён
factor-on-lead = При входе после кода из письма запрашивается код аутентификатора.
factor-off = Отключить второй фактор
recovery-title = Коды восстановления
recovery-lead = Сохраните их в надёжном месте: если телефон потеряется, каждый код позволит войти один раз. Больше они не будут показаны.
me-title = Моя страница
me-lead = Ваши комментарии, устройства, на которых выполнен вход, и персональные данные.
me-must-set-up = Ваша роль начнёт действовать, когда вы настроите второй фактор.
me-roles = Мои роли
me-contributions-none = С этого адреса комментариев пока нет.
me-sessions = Устройства, на которых выполнен вход
me-device-unknown = Неизвестное устройство
me-seen = Последний раз: { $date }
me-session-current = это устройство
me-sign-out = Выйти
me-sign-out-all = Выйти на всех устройствах
me-data = Мои данные
me-data-lead = Скачайте одним файлом всё, что мы о вас храним.
me-export = Скачать мои данные (JSON)
erase-title = Удалить мои данные
erase-lead = Почта и имя будут удалены, роли прекращены, вход завершён на всех устройствах. Отменить это нельзя. Записи журнала и подсчёты не изменятся.
erase-texts = Что сделать с текстами комментариев?
erase-keep = Оставить без имени
erase-erase = Удалить и тексты
erase-sure = Понимаю, удалите мои данные
erase-button = Удалить
erase-unsure = Отметьте, что вы действительно хотите удалить данные
role-country = вся страна
role-auditor = Аудитор
role-analyst = Аналитик
role-editor = Редактор
role-moderator = Модератор
role-approver = Утверждающий
role-territory-admin = Администратор территории
role-operator = Оператор
me-contributions = Мои комментарии: { $n }
about-title = О проекте
about-lead = Здесь публикуют проекты местных программ, и обсудить их может каждый. Судьба каждого мнения открыта.
about-discussion = Как проходит обсуждение
about-discussion-text = К любому пункту программы можно написать мнение: предложение, вопрос, замечание или возражение. Регистрация не нужна.
    После отправки вы получаете код квитанции. По нему в любое время видно, что стало с вашим мнением.
about-answers = Ответы и решения
about-answers-text = На каждое мнение за { $days } рабочих дней дают ответ с обоснованием. Похожие мнения могут решать вместе, но ответ получает каждое.
    Решения и изменения в тексте записывают в журнал открытости. Из него ничего не удаляют.
about-moderation = Правила модерации
about-moderation-text = Мнение скрывают только тогда, когда в нём оскорбления или угрозы, призывы к насилию, реклама, чужие личные данные, один текст отправлен много раз или содержание противоречит закону.
    На месте скрытого мнения остаётся отметка с причиной, и из подсчёта оно не исчезает.
about-data = Личные данные
about-data-text = Имя и электронная почта необязательны. Имя публикуют вместе с мнением, почту не показывают никому и используют только для ответа.
    Согласие можно отозвать: имя и почту удалят, а останется ли текст мнения, решаете вы.
    На сайте нет внешних счётчиков и чужих программ.
about-accessibility = Доступность
about-accessibility-text = Страницами можно пользоваться без JavaScript, с одной клавиатурой и с программой чтения с экрана. Текст увеличивается до 400 процентов.
    Если что-то мешает, напишите об этом к любому пункту как вопрос.

# Workspace of staff.
problem-offline = Нет связи
help-offline = Ваш текст цел. Повторите, когда связь появится.
desk-title = Рабочее место
desk-skip = К решению
desk-day-overdue = Просрочено
desk-day-soon = За 3 дня
desk-day-approval = Ждут утверждения
desk-day-closed = Решено
desk-search = Найти в мнениях
desk-filters = Фильтры
desk-queues = Очередь
desk-queue-open = Не решены
desk-queue-overdue = Просрочены
desk-queue-soon = Скоро срок
desk-queue-mine = Мои
desk-queue-approval = На утверждение
desk-queue-publish = К публикации
desk-queue-closed = Опубликованы
desk-by-kind = Вид
desk-by-channel = Канал
desk-by-language = Язык
desk-by-verification = Подтверждение
desk-by-assignee = Исполнитель
desk-by-provision = Пункт
desk-nobody = Никому не назначены
desk-channel-web = Сайт
desk-channel-email = Электронная почта
desk-channel-phone = Телефон
desk-channel-paper = Бумага
desk-channel-meeting = Встреча
desk-language-kk = Казахский
desk-language-ru = Русский
desk-list = Мнения
desk-count = { $points ->
    [one] { $points } пункт
    [few] { $points } пункта
   *[many] { $points } пунктов
}
desk-selected = выбрано: { $count }
desk-together = Группы одной строкой
desk-order = Порядок
desk-order-deadline = Сначала срочные
desk-order-newest = Сначала новые
desk-order-supported = Сначала с поддержкой
desk-again = Повторить
desk-no-text = Без текста
desk-overdue-by = { $days ->
    [one] просрочен { $days } день
    [few] просрочен { $days } дня
   *[many] просрочен { $days } дней
}
desk-days-left = { $days ->
    [0] сегодня
    [one] { $days } рабочий день
    [few] { $days } рабочих дня
   *[many] { $days } рабочих дней
}
desk-group-of = { $count ->
    [one] { $count } похожее
   *[other] { $count } похожих
}
desk-at = п. { $label }
desk-at-edition = Пункт { $label }, редакция { $edition }
desk-without-script = Рабочему месту нужен JavaScript.
desk-loading = Загружается…
desk-kind-of-problem = Проблема
desk-kind-of-shortcoming = Недостаток проекта
desk-kind-of-proposal = Предложение
desk-kind-of-question = Вопрос
desk-kind-of-support = Поддержка
desk-kind-of-objection = Возражение
desk-kind-of-suggested-wording = Другая редакция текста
desk-supports = поддержек: { $count }, без подтверждения: { $anonymous }
desk-reading = Мнение и его пункт
desk-about-what = О чём пишут
desk-whole-program = Мнение о программе в целом.
desk-letter = Полученный текст
desk-anonymous = Без имени
desk-late = Пришло после срока
desk-held = На проверке
desk-split-here = Разделить в месте курсора
desk-part = Часть { $number }
desk-in-group = В группе: { $count }
desk-open = Открыть
desk-take-out = Вынуть из группы
desk-tags = Метки
desk-tag-hint = Метка
desk-add = Добавить
desk-notes = Заметки сотрудников, не публикуются
desk-note-hint = Заметка для коллег
desk-decide = { $count ->
    [1] Решение
    [one] Одно решение для { $count } пункта
   *[other] Одно решение для { $count } пунктов
}
desk-will-change = Будет отмечено, что текст изменят. До публикации следующей редакции правку нужно связать с этим решением.
desk-addressee = Какому органу передано
desk-which-provision = В каком пункте это есть
desk-template = Готовый ответ
desk-template-choose = Выбрать
desk-answer = Ответ, его прочтут все
desk-answer-language = Язык ответа
desk-answer-other = Отвечают на языке мнения.
desk-missing-disposition = Выберите решение.
desk-missing-answer = Нет текста ответа: { $language }.
desk-missing-addressee = Укажите, какому органу передано.
desk-save-next = Сохранить и дальше
desk-approve = Утвердить
desk-publish = Опубликовать
desk-state-drafted = Черновик
desk-state-approved = Утверждено
desk-trail = Кто что сделал
desk-step-assigned = назначен исполнитель
desk-step-put-off = отложено
desk-step-tagged = поставлена метка
desk-step-untagged = снята метка
desk-step-decision-drafted = написано решение
desk-step-decision-approved = решение утверждено
desk-step-decision-published = решение опубликовано
desk-step-decision-undone = решение отозвано
desk-saved = { $count ->
    [1] Решение сохранено.
   *[other] Решение сохранено, пунктов: { $count }.
}
desk-approved = Утверждено: { $count }.
desk-published = Опубликовано: { $count }.
desk-assigned = Взято в работу: { $count }.
desk-grouped = Объединено в группу: { $count }.
desk-ungrouped = Вынуто из группы: { $count }.
desk-group-needs-two = Чтобы объединить, выберите хотя бы два пункта.
desk-split = Письмо разделено, пунктов: { $count }.
desk-tagged = Метка поставлена: { $count }.
desk-put-off = Отложено: { $count }.
desk-undone = Отменено: { $what }.
desk-undo-nothing = Отменять нечего.
desk-empty-open = На всё есть решения
desk-empty-open-next = Следующая очередь: утверждение или публикация.
desk-empty-filter = Таких мнений нет
desk-empty-filter-next = Снимите один из фильтров.
desk-close = Закрыть
desk-key-next = следующее
desk-key-previous = предыдущее
desk-key-select = выбрать
desk-key-select-all = выбрать все
desk-key-split = разделить
desk-key-group = объединить
desk-key-tag = метка
desk-key-assign = взять себе
desk-key-answer = к ответу
desk-key-put-off = отложить
desk-key-undo = отменить
desk-key-search = поиск
desk-key-help = клавиши
desk-key-disposition = решение { $number }
desk-keys-key = Клавиша
desk-keys-does = Действие
desk-keys-on = Включена
desk-keys-off-hint = Клавишу, которую легко нажать случайно, можно отключить. У каждого действия есть кнопка.
