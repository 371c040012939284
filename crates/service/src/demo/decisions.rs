//! Decisions on demonstration contributions, so that the public pages have answers to show.

use kenes_domain::contribution::ContributionKind;
use kenes_domain::decision::Disposition;
use kenes_domain::language::{Bilingual, Language};
use kenes_domain::program::ProvisionKind;

use super::dice::Dice;
use super::place;
use super::render::{Slots, render};
use super::stream::{DemoContribution, Stream};
use super::topic::Pair;
use super::topics;

/// What was decided about a contribution, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoDecision {
    /// What was decided.
    pub disposition: Disposition,
    /// Why, in both languages.
    pub reason: Bilingual,
    /// Whether a change of the text is promised; true exactly where the disposition demands one.
    pub will_change: bool,
    /// Index of the provision that already says it, for `already_in_text`.
    pub provision: Option<usize>,
    /// The body to which it was handed over, for `outside_powers`.
    pub addressee: Option<Bilingual>,
    /// Minutes since the opening when it was published; after the contribution came.
    pub minute: u32,
}

/// Of a thousand contributions, so many get a decision if there is time for one.
const DECIDED_PER_MILLE: u32 = 620;
/// Soonest answer, in minutes.
const SOONEST_MINUTES: u32 = 300;

const ACCEPTED: &[Pair] = &[
    (
        "Ұсыныс орынды. «{topic}» бөліміне тиісті іс-шара келесі редакцияда қосылады, құны мен жауаптысы көрсетіледі.",
        "Предложение обосновано. В раздел «{topic}» следующей редакции войдёт мероприятие с указанием стоимости и ответственного.",
    ),
    (
        "Орнына барып тексердік, жағдай жазылғандай. «{topic}» бөліміндегі мәтін келесі редакцияда түзетіледі.",
        "Проверили на месте, всё так, как написано. Текст раздела «{topic}» будет исправлен в следующей редакции.",
    ),
    (
        "Келісеміз. Мерзімі мен көлемі келесі редакцияда нақтыланады.",
        "Согласны. Сроки и объёмы будут уточнены в следующей редакции.",
    ),
    (
        "Осы мәселе туралы бірнеше өтініш түсті, олар негізді. Іс-шара келесі редакцияның басым тізіміне енеді.",
        "По этому вопросу пришло несколько обращений, они обоснованны. Мероприятие войдёт в первоочередной список следующей редакции.",
    ),
];

const PARTLY: &[Pair] = &[
    (
        "Жұмыстың бірінші кезеңі жоспарға қосылады, қалған бөлігі жобалық құжат дайын болғаннан кейін қаралады.",
        "Первый этап работ войдёт в план, остальное рассмотрим, когда будет готов проект.",
    ),
    (
        "Мерзімін ертерек жылжыту мүмкін болмады, бірақ «{topic}» бөлімінде көлемі ұлғайтылады.",
        "Перенести срок раньше не удалось, но объём работ в разделе «{topic}» будет увеличен.",
    ),
    (
        "Ұсыныстың ұйымдастыру бөлігі ескеріледі; құрылысқа қатысты бөлігі қосымша зерттеуді қажет етеді.",
        "Организационная часть предложения учтена; то, что касается строительства, требует обследования.",
    ),
    (
        "Ең тозған учаскелер ғана қосылады: барлығына бір жылда мүмкіндік жоқ.",
        "Войдут только самые изношенные участки: на всё сразу возможностей нет.",
    ),
];

const ALREADY: &[Pair] = &[
    ("Бұл мәселе {label}-тармақта бар: {what}.", "Это уже есть в пункте {label}: {what}."),
    (
        "Жобада көзделген, {label}-тармақты қараңыз. Орындалу мерзімі сонда көрсетілген.",
        "Предусмотрено проектом, см. пункт {label}. Там же указан срок.",
    ),
    (
        "Ұсынысыңыз {label}-тармақпен сәйкес келеді, сондықтан жаңа тармақ қосылмайды.",
        "Ваше предложение совпадает с пунктом {label}, поэтому новый пункт не добавляем.",
    ),
];

const NO_BUDGET: &[Pair] = &[
    (
        "Қажеттілігі даусыз, бірақ бес жылға бекітілген лимит толық бөлінген. Қаржы үнемделсе, бірінші кезекте қаралады.",
        "Необходимость бесспорна, но лимит на пять лет распределён полностью. При экономии средств рассмотрим в первую очередь.",
    ),
    (
        "Осы жұмысқа бюджетте қаражат жоқ. Республикалық бюджетке өтінім дайындаймыз.",
        "Средств на это в бюджете нет. Готовим заявку в республиканский бюджет.",
    ),
    (
        "Құны «{topic}» бөліміне жоспарланған жылдық қаржыдан асады. Арзанырақ шешім іздестірілуде.",
        "Стоимость превышает годовые средства раздела «{topic}». Ищем более дешёвое решение.",
    ),
];

const OUTSIDE: &[Pair] = &[
    (
        "Мәселе біздің құзыретімізге кірмейді. Өтініш мына органға жіберілді: {body}.",
        "Вопрос вне наших полномочий. Обращение передано: {body}.",
    ),
    (
        "Шешімді {body} қабылдайды, өтінішіңіз сонда берілді. Жауап келгенде осында жариялаймыз.",
        "Решение принимает другой орган ({body}), ваше обращение передано туда. Ответ опубликуем здесь.",
    ),
];

const DECLINED: &[Pair] = &[
    (
        "Ұсынылған жерде инженерлік желілер бар, сондықтан құрылыс салуға болмайды. Басқа орын ұсынсаңыз, қараймыз.",
        "На предложенном месте проходят инженерные сети, строить нельзя. Рассмотрим, если предложите другое место.",
    ),
    (
        "Басқа елді мекендерде қажеттілік жоғары, кезек тұрғындар саны мен жағдайға қарай анықталған. Сондықтан кезек өзгертілмейді.",
        "В других местах потребность выше, очередь определена по числу жителей и состоянию. Поэтому порядок не меняем.",
    ),
    (
        "Ұсыныс қолданыстағы құрылыс нормаларына қайшы келеді.",
        "Предложение противоречит действующим строительным нормам.",
    ),
];

const DECLINED_INDICATOR: &[Pair] = &[
    (
        "Көрсеткіш есептік деректерге сүйенеді, оны өзгертуге негіз табылмады.",
        "Показатель опирается на отчётные данные, оснований изменить его не нашли.",
    ),
    (
        "Меже бөлінген қаржымен есептелген; қаржы көбеймесе, оны көтеру орындалмайтын уәде болар еді.",
        "Цель рассчитана по выделенным средствам; поднять её без денег значило бы обещать невыполнимое.",
    ),
];

const ANSWERED: &[Pair] = &[
    (
        "Жұмыс кестесі жобалық құжат бекітілгеннен кейін жарияланады; жауапты орындаушы іс-шараның қасында көрсетілген.",
        "График работ опубликуем после утверждения проекта; ответственный указан рядом с мероприятием.",
    ),
    (
        "Сұрағыңызға рақмет. «{topic}» бөлімі бойынша деректер жауапты бөлімшенің есебінен алынған.",
        "Спасибо за вопрос. Данные раздела «{topic}» взяты из отчётности ответственной службы.",
    ),
    (
        "Мердігер ашық конкурспен таңдалады, қабылдауға тұрғындар шақырылады.",
        "Подрядчика выберут открытым конкурсом, на приёмку пригласят жителей.",
    ),
    (
        "Толық мәлімет келесі редакцияға қосымшада беріледі, оған дейін жауапты бөлімшеден сұрауға болады.",
        "Подробные сведения дадим в приложении к следующей редакции, до этого их можно запросить у ответственной службы.",
    ),
];

const THANKED: &[Pair] = &[
    (
        "Қолдауыңызға рақмет, бұл тармақ жобада қалады.",
        "Спасибо за поддержку, этот пункт остаётся в проекте.",
    ),
    (
        "Пікіріңіз ескерілді: «{topic}» бөлімін қысқарту жоспарланбаған.",
        "Ваше мнение учтено: сокращать раздел «{topic}» не планируется.",
    ),
];

const OFF_TOPIC: &[Pair] = &[(
    "Өтініш бағдарламаның мазмұнына қатысты емес, ол азаматтардың өтініштері ретінде тіркелді.",
    "Обращение не касается содержания программы, оно зарегистрировано как обращение граждан.",
)];

/// Bodies to which a point can be handed over.
const BODIES: &[Pair] = &[
    ("Денсаулық сақтау министрлігі", "Министерство здравоохранения"),
    ("Білім және ғылым министрлігі", "Министерство образования и науки"),
    ("республикалық жол органы", "республиканский дорожный орган"),
    ("облыстық полиция департаменті", "областной департамент полиции"),
    ("Еңбек және халықты әлеуметтік қорғау министрлігі", "Министерство труда и социальной защиты населения"),
    ("байланыс операторы", "оператор связи"),
];

impl Stream<'_> {
    /// The decision on a contribution of this stream, for about two fifths of them; the others wait for theirs, and
    /// so do those that came too late to have one. Copies of a form letter in one program are decided alike. Replies
    /// are not decided.
    pub fn decision(&self, contribution: &DemoContribution) -> Option<DemoDecision> {
        if contribution.reply_to.is_some() {
            return None;
        }
        let mut dice = match contribution.letter {
            Some(letter) => Dice::new(
                self.options.seed,
                &["decision on letter", &letter.to_string(), &contribution.program.to_string()],
            ),
            None => Dice::indexed(self.options.seed, "decision", contribution.index),
        };
        if !dice.chance(DECIDED_PER_MILLE) {
            return None;
        }
        let longest = self.options.span_minutes.saturating_mul(7) / 10;
        let delay = SOONEST_MINUTES + dice.below(longest.saturating_sub(SOONEST_MINUTES).max(1));
        let minute = contribution.minute.saturating_add(delay);
        if minute >= self.options.span_minutes {
            return None;
        }
        let program = self.programs.get(contribution.program)?;
        let topic = contribution.provision.and_then(|index| program.subjects.get(index)?.topic);
        let elsewhere = self.measure_saying_it(contribution, topic, &mut dice);
        let disposition = disposition(contribution.kind, elsewhere.is_some(), &mut dice);
        let addressee = dice.pick(BODIES).copied().unwrap_or_default();
        let provision = elsewhere.filter(|_| disposition == Disposition::AlreadyInText);
        let said = provision.and_then(|index| program.edition.provisions.get(index));
        let whole = ("Іс-шаралар жоспары", "План мероприятий");
        let name = topic.and_then(|topic| topics::ALL.get(topic)?.names.first()).copied().unwrap_or(whole);
        let is_indicator = contribution
            .provision
            .and_then(|index| program.edition.provisions.get(index))
            .is_some_and(|provision| provision.kind == ProvisionKind::Indicator);
        let reasons = match (contribution.kind, disposition) {
            (ContributionKind::Support, Disposition::Answered) => THANKED,
            (_, Disposition::Declined) if is_indicator => DECLINED_INDICATOR,
            _ => reasons(disposition),
        };
        let reason = dice.pick(reasons).copied().unwrap_or_default();
        let mut fill = |template: &str, language: Language| {
            let choose = |pair: Pair| if language == Language::Kk { pair.0 } else { pair.1 };
            let what = said.and_then(|said| said.text.get(language)).unwrap_or_default();
            let label = said.map(|said| said.label.as_str()).unwrap_or_default();
            let texts =
                [("topic", choose(name)), ("body", choose(addressee)), ("label", label), ("what", what)];
            let slots = Slots {
                place: &program.place.name,
                level: place::level(program.place.kind),
                settlement: None,
                street: None,
                option: ("", ""),
                numbers: &[],
                texts: &texts,
            };
            render(template, language, &slots, &mut dice)
        };
        let reason = Bilingual::new(fill(reason.0, Language::Kk), fill(reason.1, Language::Ru));
        Some(DemoDecision {
            disposition,
            reason,
            will_change: disposition.demands_change(),
            provision,
            addressee: disposition.demands_addressee().then(|| Bilingual::new(addressee.0, addressee.1)),
            minute,
        })
    }

    /// A measure on the same topic in the same program, and in the same settlement where the provision names one.
    fn measure_saying_it(
        &self,
        contribution: &DemoContribution,
        topic: Option<usize>,
        dice: &mut Dice,
    ) -> Option<usize> {
        let candidates = self.popular.get(contribution.program)?.get(topic?)?;
        let program = self.programs.get(contribution.program)?;
        let settlement_of = |index: usize| program.subjects.get(index).and_then(|subject| subject.settlement);
        let settlement = contribution.provision.and_then(settlement_of);
        let measures: Vec<usize> = candidates
            .iter()
            .copied()
            .filter(|index| {
                let provision = program.edition.provisions.get(*index);
                provision.is_some_and(|provision| provision.kind == ProvisionKind::Measure)
                    && (settlement.is_none() || settlement_of(*index) == settlement)
            })
            .take(12)
            .collect();
        dice.pick(&measures).copied()
    }
}

fn disposition(kind: ContributionKind, is_said: bool, dice: &mut Dice) -> Disposition {
    let drawn = dice.below(100);
    match kind {
        ContributionKind::Question | ContributionKind::Support if drawn < 92 => Disposition::Answered,
        _ => match drawn {
            0..=18 => Disposition::Accepted,
            43..=59 if is_said => Disposition::AlreadyInText,
            60..=74 => Disposition::NoBudget,
            75..=82 => Disposition::OutsidePowers,
            83..=96 => Disposition::Declined,
            97.. => Disposition::OffTopic,
            _ => Disposition::PartlyAccepted,
        },
    }
}

const fn reasons(disposition: Disposition) -> &'static [Pair] {
    match disposition {
        Disposition::Accepted => ACCEPTED,
        Disposition::PartlyAccepted => PARTLY,
        Disposition::AlreadyInText => ALREADY,
        Disposition::NoBudget => NO_BUDGET,
        Disposition::OutsidePowers => OUTSIDE,
        Disposition::Declined => DECLINED,
        Disposition::Answered => ANSWERED,
        Disposition::OffTopic => OFF_TOPIC,
    }
}
