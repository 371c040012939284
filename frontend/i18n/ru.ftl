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
footer-open-data = API
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
journal-head = Состояние журнала
journal-signed = Записей: { $size }. Подписано: { $when }.
journal-root = Контрольная сумма всего журнала
journal-checkpoint = Подпись журнала (файл)
check-title = Проверить квитанцию
check-lead = Здесь видно, что доказывает запись в журнале, чего она не доказывает и как проверить её без этого сайта.
check-button = Проверить
check-unknown = Такой квитанции нет. Проверьте, весь ли код введён.
check-outcome = Результат
check-entry = Мнение записано в журнал под № { $number }. В подписанном журнале записей: { $size }.
check-content = Доказательство содержит сам текст мнения: в нём не изменён ни один знак.
check-no-content = Текст удалён, поэтому доказательство содержит только саму запись.
check-signed = Журнал подписан: { $when }.
check-witnesses = Это состояние журнала подтвердили независимые свидетели:
check-no-witness = Независимые свидетели это состояние журнала пока не подтверждали.
check-promise = Скачать обещание: запись попадёт в журнал в течение суток
check-download = Скачать доказательство
check-proves-title = Что доказано
check-proves-1 = Это мнение было в журнале, когда журнал подписали.
check-proves-2 = Текст в доказательстве — тот самый, который принял сайт.
check-proves-3 = Запись нельзя убрать или подменить незаметно: у каждого, кто сохранил подпись журнала, проверка не сойдётся.
check-not-title = Чего это не доказывает
check-not-1 = Кто написал мнение: сайт не удостоверяет личность.
check-not-2 = Что мнение показано на сайте сегодня: его могли скрыть с указанием причины, и это тоже записано.
check-not-3 = Что с мнением согласились: решение записывают отдельно.
check-self-title = Как проверить самостоятельно
check-self-lead = Проверка работает без интернета, на любом компьютере и через много лет.
check-self-1 = Скачайте доказательство и сохраните его вместе с кодом.
check-self-2 = Скачайте открытые ключи и сравните с ключами на странице «О проекте» или у знакомых.
check-self-3 = Запустите программу:
check-keys = Открытые ключи (файл)
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
act-key-rotated = Сменён ключ подписи журнала
problem-not-found = Такой страницы нет
help-not-found = Возможно, ссылка устарела или набрана с ошибкой. Найдите свой район по названию.
problem-unauthenticated = Сначала войдите
help-unauthenticated = Чтобы открыть эту страницу, нужно войти.
problem-forbidden = Нет доступа
help-forbidden = Ваша роль не позволяет этого действия.
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
problem-busy = Сервер занят
help-busy = Повторите через несколько секунд. Написанное не пропадёт.
problem-too-many = Слишком много запросов
help-too-many = Повторите через минуту.
problem-journal-stopped = Сейчас можно только читать
help-journal-stopped = Журнал открытости временно не подписывается, поэтому новые записи не принимаются. Попробуйте позже.
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
nav-search = Поиск
search-title = Поиск по программам и мнениям
search-description = Поиск по текстам всех программ, мнениям и решениям на казахском и русском.
search-label = Что вы ищете?
search-button = Найти
search-help = Как искать
search-example-words = ремонт школы
search-help-words = Тексты с обоими словами; окончания не важны
search-example-phrase = "питьевая вода"
search-help-phrase = Слова стоят рядом именно в таком порядке
search-example-without = дорога -асфальт
search-help-without = Тексты со вторым словом не показываются
search-example-or = мост OR переправа
search-help-or = Достаточно одного из двух слов
search-example-filter = вода год:2021-2023 вид:proposal
search-help-filter = Отбор по году и виду; есть также территория:, направление:, состояние:, решение: и язык:
search-help-languages = Запрос на русском находит и казахские тексты, и наоборот. Можно писать без казахских букв, латиницей или с опечаткой.
search-set = Выбранные фильтры
search-remove = убрать фильтр
search-building = Поисковый индекс сейчас строится, результаты могут быть неполными. Повторите через несколько минут.
search-nothing = Ничего не нашлось
search-nothing-help = Попробуйте меньше слов или другое написание; уберите выбранные фильтры.
search-nothing-places = Искать это среди названий районов и городов
search-read-as = Запрос прочитан так: «{ $query }».
search-did-you-mean = Возможно, вы искали:
search-matching-most = Текстов со всеми словами мало, поэтому показаны и те, где есть хотя бы половина слов.
search-matching-similar = Точных совпадений нет, показаны похожие тексты.
search-also = На втором языке искали также: { $words }.
search-own-on = Искать только на языке запроса
search-own = Искали только на языке запроса.
search-own-off = Искать на двух языках
search-filters = Фильтры
search-sort = Порядок:
search-sort-relevance = по соответствию
search-sort-date = новые
search-sort-supports = больше поддержки
search-sort-money = больше средств
search-view = Показать:
search-view-flat = списком
search-view-programs = по программам
search-pages = Страницы
search-previous = Предыдущая страница
search-next = Следующая страница
search-edition = редакция { $number }
search-past = с прежними редакциями
search-facet-territory = Территория
search-facet-kind = Что найдено
search-facet-direction = Направление
search-facet-state = Состояние
search-facet-decision = Решение
search-facet-language = Язык текста
search-facet-year = Год
search-kind-provision = Пункт программы
search-kind-program = Программа
search-kind-contribution = Мнение
search-kind-proposal = Предложение
search-kind-decision = Ответ
search-kind-meeting = Встреча
search-state-open = Ждёт ответа
search-state-decided = Дан ответ
search-state-published = Опубликовано
search-language-kk = Казахский
search-language-ru = Русский
search-fault-unclosed-quote = Кавычка у знака { $number } не закрыта. Поставьте кавычку и в конце фразы
search-fault-empty-or = По обе стороны OR (знак { $number }) должны стоять слова
search-fault-empty-value = После «{ $field }:» напишите значение
search-fault-bad-value = Фильтр «{ $field }:» не знает значения «{ $value }»
search-fault-only-exclusions = Указаны только исключения. Напишите и то, что нужно найти
search-fault-too-many-words = Слишком много слов: не больше { $number }
search-fault-too-long = Запрос слишком длинный: не больше { $number } знаков
search-fault-filter = Значение фильтра в адресе неизвестно. Выберите фильтр заново
problem-bad-query = Запрос непонятен
help-bad-query = Проверьте кавычки и фильтры и повторите поиск.
search-count = { $count ->
    [one] { $n } результат
    [few] { $n } результата
   *[many] { $n } результатов
}
search-count-programs = { $count ->
    [one] { $n } результат, программ: { $programs }
    [few] { $n } результата, программ: { $programs }
   *[many] { $n } результатов, программ: { $programs }
}
search-in-program = { $count ->
    [one] В этой программе { $n } результат
    [few] В этой программе { $n } результата
   *[many] В этой программе { $n } результатов
}
search-supports = { $count ->
    [one] { $n } поддержка
    [few] { $n } поддержки
   *[many] { $n } поддержек
}
find-in-texts = Искать это в программах и мнениях
directions-caption = По направлениям
direction = Направление
no-direction = Направление не указано
chart = Диаграмма
as-table = Показать таблицей
envelope-title = План и лимит бюджета
envelope = Лимит
envelope-result = Итог
envelope-fits = План помещается в лимит бюджета.
envelope-exceeds = План превышает лимит бюджета на { $amount }.
envelope-none = Лимит бюджета этой территории пока неизвестен.
envelope-caption = По источникам с известным лимитом, млн ₸
envelope-left = остаётся { $amount }
envelope-over = не хватает { $amount }
envelope-part = известна только часть лимита
envelope-unknown = лимит неизвестен
envelope-note = Каждый источник сравнивается отдельно: остаток одного не покрывает нехватку другого.
envelope-without = Для { $amount } из плана лимит неизвестен.
checks-title = Проверка расчётов
check-none = Противоречий не найдено.
check-detail-target = { $year }: { $printed }, до этого { $expected }
check-detail-total = указано { $printed }, сумма строк { $expected }
budget-of-territory = Бюджет территории и программ ниже
country = Казахстан
territory = Территория
day = День
phase = Этап
programs-column = Программ
money-title = Бюджет программ: { $name }
money-sum-exact = Всего запланировано { $amount }.
money-sum-between = Запланировано от { $least } до { $most }: одни и те же деньги могут стоять в двух программах.
money-borders = Границы территорий на { $date }.
money-double-note = Программы области и района могут планировать один и тот же объект, и в документах это не отмечено. Поэтому сумма дана промежутком: внизу деньги, которые могут стоять в двух программах, посчитаны один раз.
money-own = собственная программа
money-below = программы ниже
money-doubled = может быть посчитано дважды, не больше
money-doubled-known = из них подтверждено трансфертами
money-none = Запланированных расходов здесь пока нет.
money-years = По годам
money-sources = По источникам финансирования
money-table-caption = По годам, млн ₸
money-below-title = Территории в составе
left-title = Территории, которые входили сюда раньше
now-belongs = входила сюда до { $until }, теперь: { $now }
query-of-numbers = Запрос этих чисел (JSON)
progress-title = Ход кампании
progress-lead = Как идёт обсуждение всех программ: мнения, ответы, просрочки. За каждым числом стоят данные, из которых оно получено.
progress-as-of = Учтено записей журнала: { $acts }; сроки посчитаны на { $date }.
progress-overdue = срок ответа прошёл
progress-changes = учтено из решённых
progress-days = дней до ответа, медиана
progress-boilerplate = обоснование повторяется дословно
progress-phases = На каком этапе программы
progress-participation = Мнения по дням
progress-regions = Регионы
progress-programs = Программы
progress-note = Учтено — решения «учтено» и «учтено частично». Медиана — число дней, быстрее которого ответили на половину мнений.
open-data = Открытые данные
open-data-lead = Всё открытое на этом сайте можно скачать таблицами. Скрытые мнения из них не пропадают: на их месте остаётся строка с причиной.
open-data-position = Сейчас в журнале записей: { $acts }.
open-data-permanent = Ссылка с as_of и потом даст те же самые строки; состояние в строке показано на момент скачивания.
open-data-licence = Данные можно свободно использовать с указанием источника:
open-data-api = Программный интерфейс (API)
open-data-columns = Что значат столбцы
open-data-column = Столбец
open-data-type = Тип
open-data-meaning = Значение
dataset-programs = Программы
dataset-programs-about = Строка на каждую программу: название, этап, запланированная сумма, число мнений.
dataset-provisions = Пункты программ
dataset-provisions-about = Полный текст действующих редакций по пунктам.
dataset-indicators = Целевые индикаторы
dataset-indicators-about = Строка на каждый показатель и год.
dataset-measures = Мероприятия
dataset-measures-about = Строка на каждое мероприятие, год и источник. Мероприятия с неизвестной стоимостью тоже есть.
dataset-contributions = Мнения
dataset-contributions-about = Строка на каждое мнение в порядке журнала. На месте мнений, которые не показаны, осталась причина.
dataset-decisions = Решения
dataset-decisions-about = Опубликованные решения с обоснованием.
dataset-moderations = Журнал модерации
dataset-moderations-about = Действия модераторов: скрытие, проверка, возврат.
dataset-envelopes = Лимиты бюджета
dataset-envelopes-about = Лимиты, субвенции, изъятия и трансферты, вместе с утратившими силу.
dataset-progress = Ход кампании
dataset-progress-about = Строка на каждую программу: ответы, просрочки, решения.
dataset-journal = Журнал открытости
dataset-journal-about = Строка на каждое открытое действие.
column-program = Открытый номер программы
column-provision = Открытый номер пункта, один во всех редакциях
column-edition = Номер редакции
column-territory = Открытое имя территории
column-territory-kk = Название территории на казахском
column-territory-ru = Название территории на русском
column-region-kk = Название региона на казахском
column-region-ru = Название региона на русском
column-kato = Код территории в классификаторе
column-title-kk = Название на казахском
column-title-ru = Название на русском
column-phase = Этап программы
column-first-year = Первый год программы
column-last-year = Последний год программы
column-measures = Число мероприятий
column-indicators = Число показателей
column-planned-tenge = Сумма известных затрат, тенге
column-cost-unknown = Число мероприятий с неизвестной стоимостью, в суммы не входят
column-received = Получено мнений: сумма следующих пяти столбцов
column-open = Мнения, которые ждут решения
column-decided = Мнения с отдельным решением
column-grouped = Мнения, решённые вместе с группой
column-moderated = Мнения, скрытые с указанием причины
column-withdrawn = Мнения, отозванные или удалённые авторами
column-position = Место в тексте, считая от 0
column-level = Уровень вложенности, у разделов 0
column-label = Напечатанный номер пункта
column-direction = Код направления кампании
column-text-kk = Текст на казахском, пусто без перевода
column-text-ru = Текст на русском, пусто без перевода
column-contributions = Число мнений к пункту
column-unit-kk = Единица измерения на казахском
column-unit-ru = Единица измерения на русском
column-aim = Куда должен идти показатель: up — рост, down — снижение
column-base-year = Год исходного значения
column-base-value = Исходное значение
column-year = Календарный год
column-target = Чего нужно достичь в этом году
column-starts = Первый год работ
column-ends = Последний год работ: срок исполнения
column-executor-kk = Ответственный исполнитель на казахском
column-executor-ru = Ответственный исполнитель на русском
column-cost-known = Известна ли стоимость; неизвестная не равна нулю
column-source = Источник финансирования
column-tenge = Сумма этого года и источника, тенге
column-language = Язык текста
column-channel = Как пришло
column-verification = Насколько подтверждён автор
column-visibility = Показано ли всем; если нет, текст пуст
column-reason = Код причины модерации
column-received-at = Когда получено, UTC
column-late = Пришло ли после срока
column-due-on = Последний день для ответа
column-text = Текст, как он получен
column-name = Показываемое имя
column-place = Место на территории
column-quote = Процитированные слова пункта
column-problem = Проблема в предложении
column-solution = Предложенное решение
column-cost-tenge = Стоимость по словам автора, тенге
column-supports-email = Поддержка с подтверждённой почтой
column-supports-anonymous = Поддержка без учётной записи
column-dispositions = Что решено
column-decided-at = Когда опубликовано последнее решение, UTC
column-disposition = Что решено
column-reason-kk = Обоснование на казахском
column-reason-ru = Обоснование на русском
column-office-kk = Кто решил, на казахском
column-office-ru = Кто решил, на русском
column-points = Сколько вопросов решено вместе
column-published-at = Когда опубликовано, UTC
column-action = Что сделал модератор
column-role = Роль модератора
column-happened-at = Когда произошло, UTC
column-purpose = На что, если это сказано в акте
column-act = Акт, которым установлено
column-recorded-at = С какого момента действует, UTC
column-replaced-at = С какого момента не действует, UTC
column-overdue = Открытые мнения, срок ответа которых прошёл
column-led-to-changes = Мнения, учтённые полностью или частично
column-median-days = Дней от получения до решения, медиана
column-decisions = Число опубликованных решений
column-boilerplate = Решения, обоснование которых дословно повторяется
column-subject = О чём запись
column-leaf-hash = Контрольная сумма записи
column-provisions-kind = Что это за пункт
column-contributions-id = Открытый номер мнения; квитанцию не выдаёт
column-contributions-kind = Вид мнения
column-contributions-leaf-index = Номер записи в журнале
column-decisions-leaf-index = Номер записи в журнале
column-decisions-id = Открытый номер решения
column-moderations-id = Открытый номер мнения
column-envelopes-kind = Вид строки; изъятие вычитается
column-journal-leaf-index = Номер записи, от 0 и без пропусков
column-journal-kind = Что произошло
check-table-total = { $count ->
    [one] В { $n } строке итог не равен сумме строк таблицы.
    [few] В { $n } строках итог не равен сумме строк таблицы.
   *[many] В { $n } строках итог не равен сумме строк таблицы.
}
check-cost-outside-term = { $count ->
    [one] У { $n } мероприятия деньги стоят на год вне срока исполнения.
    [few] У { $n } мероприятий деньги стоят на год вне срока исполнения.
   *[many] У { $n } мероприятий деньги стоят на год вне срока исполнения.
}
check-cost-twice = { $count ->
    [one] У { $n } мероприятия один год и источник стоят дважды.
    [few] У { $n } мероприятий один год и источник стоят дважды.
   *[many] У { $n } мероприятий один год и источник стоят дважды.
}
check-cost-negative = { $count ->
    [one] У { $n } мероприятия сумма меньше нуля.
    [few] У { $n } мероприятий сумма меньше нуля.
   *[many] У { $n } мероприятий сумма меньше нуля.
}
check-target-wrong-way = { $count ->
    [one] { $n } целевое значение хуже предыдущего.
    [few] { $n } целевых значения хуже предыдущего.
   *[many] { $n } целевых значений хуже предыдущего.
}
check-no-executor = { $count ->
    [one] У { $n } мероприятия не назван ответственный исполнитель.
    [few] У { $n } мероприятий не назван ответственный исполнитель.
   *[many] У { $n } мероприятий не назван ответственный исполнитель.
}
check-no-deadline = { $count ->
    [one] У { $n } мероприятия нет срока исполнения или он вне лет программы.
    [few] У { $n } мероприятий нет срока исполнения или он вне лет программы.
   *[many] У { $n } мероприятий нет срока исполнения или он вне лет программы.
}
check-more = { $count ->
    [one] … и ещё { $n }
    [few] … и ещё { $n }
   *[many] … и ещё { $n }
}
embed-open = Прочитать и написать мнение
embed-title = Разместить у себя на сайте
embed-lead = Маленькую карточку программы или пункта можно поставить на любой сайт. В ней нет счётчиков и скриптов. Вместо ID в адресе напишите номер программы и через / номер пункта.
about-keys = Ключи журнала
about-keys-text = Этими открытыми ключами проверяют подпись журнала и квитанции. Сохраните их: если сайт покажет другие ключи без записи о смене, что-то не так.
