//! What the texts of one topic are made of. The texts themselves stand in `topics`.

use kenes_domain::money::FundingSource;

/// One text in Kazakh and Russian; both say the same with the same numbers.
pub type Pair = (&'static str, &'static str);

/// Which numbers may stand in a slot.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// Whole numbers from the first to the second.
    Whole(i64, i64),
    /// The same in steps of the third: places in schools come in tens.
    Stepped(i64, i64, i64),
    /// Tenths from the first to the second: `Tenths(8, 65)` is 0,8 to 6,5.
    Tenths(i64, i64),
}

/// Where a text fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere.
    Anywhere,
    /// In districts and oblasts.
    Rural,
    /// In cities.
    Urban,
}

/// Who pays for a kind of work, in parts of a hundred; each year of a measure is split so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Funds {
    /// It costs nothing beyond the usual work of the office.
    Free,
    /// The local budget.
    Local,
    /// Local and republican budget, as for repairs.
    Repair,
    /// Mostly the republican budget, as for large building.
    Building,
    /// Republican budget and National Fund.
    Fund,
    /// Private money, with or without help.
    Business,
    /// Partnership of the state and business.
    Partnership,
    /// The executor's own money.
    Own,
}

impl Funds {
    /// Sources with their shares in hundredths, in the order of [`FundingSource`]; the list of one measure is
    /// drawn among these.
    pub const fn mixes(self) -> &'static [&'static [(FundingSource, i64)]] {
        use FundingSource::{ExtraBudgetary, Local, NationalFund, Own, PublicPrivate, Republican};
        match self {
            Self::Free => &[&[]],
            Self::Local => &[&[(Local, 100)], &[(Local, 100)], &[(Local, 90), (ExtraBudgetary, 10)]],
            Self::Repair => {
                &[&[(Local, 100)], &[(Republican, 60), (Local, 40)], &[(Republican, 80), (Local, 20)]]
            }
            Self::Building => {
                &[&[(Republican, 90), (Local, 10)], &[(Republican, 75), (Local, 25)], &[(Republican, 100)]]
            }
            Self::Fund => &[
                &[(Local, 20), (NationalFund, 80)],
                &[(Republican, 50), (NationalFund, 50)],
                &[(Republican, 100)],
            ],
            Self::Business => &[
                &[(ExtraBudgetary, 100)],
                &[(Local, 15), (ExtraBudgetary, 85)],
                &[(Republican, 25), (ExtraBudgetary, 75)],
            ],
            Self::Partnership => &[&[(PublicPrivate, 100)], &[(Local, 30), (PublicPrivate, 70)]],
            Self::Own => &[&[(Own, 100)], &[(Local, 40), (Own, 60)]],
        }
    }
}

/// How a measure is shown to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Building is taken into use.
    Commissioning,
    /// Work is accepted.
    Acceptance,
    /// Goods are delivered.
    Delivery,
    /// The akimat is informed.
    Report,
    /// A contract is signed.
    Contract,
    /// A decision is taken.
    Resolution,
    /// People were trained.
    Training,
    /// Something took place.
    Event,
}

impl Done {
    /// The forms of completion of this kind.
    pub const fn forms(self) -> &'static [Pair] {
        match self {
            Self::Commissioning => &[
                ("Пайдалануға беру актісі", "Акт ввода в эксплуатацию"),
                ("Нысанды қабылдау актісі", "Акт приёмки объекта"),
            ],
            Self::Acceptance => &[
                ("Орындалған жұмыстар актісі", "Акт выполненных работ"),
                ("Жұмыстарды қабылдау актісі", "Акт приёмки работ"),
            ],
            Self::Delivery => &[
                ("Қабылдап алу-тапсыру актісі", "Акт приёма-передачи"),
                ("Жеткізу туралы жүкқұжат", "Накладная о поставке"),
            ],
            Self::Report => &[
                ("Әкімдікке ақпарат", "Информация в акимат"),
                ("Жарияланған есеп", "Опубликованный отчёт"),
                ("Мәслихатқа ақпарат", "Информация в маслихат"),
            ],
            Self::Contract => &[("Жасалған шарт", "Заключённый договор"), ("Келісім", "Соглашение")],
            Self::Resolution => {
                &[("Әкімдік қаулысы", "Постановление акимата"), ("Мәслихат шешімі", "Решение маслихата")]
            }
            Self::Training => &[
                ("Сертификаттар тізілімі", "Реестр сертификатов"),
                ("Оқу қорытындысы туралы есеп", "Отчёт об итогах обучения"),
            ],
            Self::Event => &[
                ("Өткізілген іс-шара туралы есеп", "Отчёт о проведении"),
                ("Баспасөз хабарламасы", "Сообщение для печати"),
            ],
        }
    }
}

/// A measure to be filled in.
#[derive(Debug, Clone, Copy)]
pub struct MeasureTemplate {
    /// The wording.
    pub text: Pair,
    /// What may stand in `{x}`.
    pub options: &'static [Pair],
    /// What may stand in `{0}`; the price is per unit of it.
    pub number: Option<Number>,
    /// Tenths of a million tenge per unit.
    pub price: (i64, i64),
    /// Who pays.
    pub funds: Funds,
    /// How it ends.
    pub done: Done,
    /// Whether `{0}` counts in the topic's [`Tally`].
    pub counted: bool,
    /// Where it fits.
    pub scope: Scope,
}

/// A measure that costs nothing and ends with a report, until the following say otherwise.
pub const fn measure(kk: &'static str, ru: &'static str) -> MeasureTemplate {
    MeasureTemplate {
        text: (kk, ru),
        options: &[],
        number: None,
        price: (0, 0),
        funds: Funds::Free,
        done: Done::Report,
        counted: false,
        scope: Scope::Anywhere,
    }
}

impl MeasureTemplate {
    /// With options for `{x}`.
    pub const fn options(mut self, options: &'static [Pair]) -> Self {
        self.options = options;
        self
    }

    /// With a number for `{0}`.
    pub const fn number(mut self, number: Number) -> Self {
        self.number = Some(number);
        self
    }

    /// With a number for `{0}` that counts in the topic's tally.
    pub const fn counted(mut self, number: Number) -> Self {
        self.number = Some(number);
        self.counted = true;
        self
    }

    /// With a price in tenths of a million tenge per unit of the number, or for the whole when there is none.
    pub const fn price(mut self, funds: Funds, low: i64, high: i64) -> Self {
        self.funds = funds;
        self.price = (low, high);
        self
    }

    /// With a form of completion.
    pub const fn done(mut self, done: Done) -> Self {
        self.done = done;
        self
    }

    /// For districts and oblasts.
    pub const fn rural(mut self) -> Self {
        self.scope = Scope::Rural;
        self
    }

    /// For cities.
    pub const fn urban(mut self) -> Self {
        self.scope = Scope::Urban;
        self
    }
}

/// An indicator to be filled in.
#[derive(Debug, Clone, Copy)]
pub struct IndicatorTemplate {
    /// The wording.
    pub text: Pair,
    /// Unit of measure.
    pub unit: Pair,
    /// Values of the base year, from and to.
    pub base: (i64, i64),
    /// Values of the last year, from and to; they never overlap the base.
    pub goal: (i64, i64),
    /// Whether values are printed with tenths.
    pub tenths: bool,
    /// Whether the values grow with the size of the place: counts do, shares do not.
    pub scaled: bool,
    /// Where it fits.
    pub scope: Scope,
}

/// An indicator with whole values.
pub const fn indicator(
    kk: &'static str,
    ru: &'static str,
    unit: Pair,
    base: (i64, i64),
    goal: (i64, i64),
) -> IndicatorTemplate {
    IndicatorTemplate {
        text: (kk, ru),
        unit,
        base,
        goal,
        tenths: false,
        scaled: false,
        scope: Scope::Anywhere,
    }
}

/// A share in per cent, printed with tenths.
pub const fn share(
    kk: &'static str,
    ru: &'static str,
    base: (i64, i64),
    goal: (i64, i64),
) -> IndicatorTemplate {
    let mut template = indicator(kk, ru, PERCENT, base, goal);
    template.tenths = true;
    template
}

/// A count that grows with the size of the place.
pub const fn count(
    kk: &'static str,
    ru: &'static str,
    unit: Pair,
    base: (i64, i64),
    goal: (i64, i64),
) -> IndicatorTemplate {
    let mut template = indicator(kk, ru, unit, base, goal);
    template.scaled = true;
    template
}

impl IndicatorTemplate {
    /// For districts and oblasts.
    pub const fn rural(mut self) -> Self {
        self.scope = Scope::Rural;
        self
    }

    /// For cities.
    pub const fn urban(mut self) -> Self {
        self.scope = Scope::Urban;
        self
    }
}

/// Per cent.
pub const PERCENT: Pair = ("пайыз", "процент");
/// Pieces.
pub const UNITS: Pair = ("бірлік", "единиц");
/// People.
pub const PEOPLE: Pair = ("адам", "человек");
/// Minutes.
pub const MINUTES: Pair = ("минут", "минут");
/// Days.
pub const DAYS: Pair = ("күн", "дней");

/// Prose about the topic, with the numbers it names.
#[derive(Debug, Clone, Copy)]
pub struct Prose {
    /// The wording.
    pub text: Pair,
    /// Numbers for `{0}`, `{1}` …
    pub numbers: &'static [Number],
    /// Where it fits.
    pub scope: Scope,
}

/// Prose that fits everywhere.
pub const fn prose(kk: &'static str, ru: &'static str, numbers: &'static [Number]) -> Prose {
    Prose { text: (kk, ru), numbers, scope: Scope::Anywhere }
}

impl Prose {
    /// For districts and oblasts.
    pub const fn rural(mut self) -> Self {
        self.scope = Scope::Rural;
        self
    }

    /// For cities.
    pub const fn urban(mut self) -> Self {
        self.scope = Scope::Urban;
        self
    }
}

/// A quantity that the measures of a topic add up to: kilometres of road, places in schools.
#[derive(Debug, Clone, Copy)]
pub struct Tally {
    /// What is done, as a name of an indicator.
    pub name: Pair,
    /// Unit of measure.
    pub unit: Pair,
    /// What will have been done, for a summary; `{0}` is the total.
    pub clause: Pair,
}

/// What people say about a topic in one language; alternatives stand in square brackets.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    /// What is wrong.
    pub problems: &'static [&'static str],
    /// What should be done.
    pub wishes: &'static [&'static str],
    /// What they want to know.
    pub questions: &'static [&'static str],
}

/// One topic of the programs.
#[derive(Debug, Clone, Copy)]
pub struct Topic {
    /// Stable word.
    pub code: &'static str,
    /// Direction of the campaign to which it belongs.
    pub direction: &'static str,
    /// Headings to choose from.
    pub names: &'static [Pair],
    /// Weight among measures in districts and oblasts, and in cities.
    pub weights: (u32, u32),
    /// Weight among contributions.
    pub talk: u32,
    /// Bodies that carry measures out; slots as in templates.
    pub executors: &'static [Pair],
    /// Prose about the situation and the work.
    pub prose: &'static [Prose],
    /// Goals.
    pub goals: &'static [Pair],
    /// Indicators.
    pub indicators: &'static [IndicatorTemplate],
    /// Measures.
    pub measures: &'static [MeasureTemplate],
    /// What its measures add up to.
    pub tally: Option<Tally>,
    /// What people say in Kazakh.
    pub kk: Voice,
    /// What people say in Russian.
    pub ru: Voice,
}
