# Texts in English, for the interface only; the same keys stand in every catalogue.

brand = Open discussion of local programs
brand-short = Open discussion
skip = Skip to content
languages = Language
crumbs = You are here
home = Home
nav-find = Find my district
nav-receipt = Look up a receipt
nav-journal = Transparency journal
demo-note = Demonstration: programs and contributions were generated as examples; they are not real documents.
footer-open-data = API
footer-note = Every contribution is recorded and answered. There are no outside trackers and no advertising here.
home-title = Read your district’s five-year plan and have your say
home-lead = All { $programs } programs of the country are here: { $regions } regions, { $districts } districts and cities. No registration is needed; every contribution is answered within { $days } working days.
find-label = District or city
find-button = Find
find-title = Find a district
find-nothing = Nothing was found for “{ $query }”. Try another spelling or choose a region from the list.
find-near = There is no exact match for “{ $query }”. Similar names:
map-title = Regions: where people take part most
map-legend = Contributions:
answered-title = Latest answers
answered-lead = Each answer says what was decided and why.
answered-none = No answers have been published yet.
answered-why = Read the answer
topics-title = What is being discussed
how-title = How a discussion works
how-published = Draft published
how-discussion = Discussion
how-revision = Revision
how-approval = Approval
how-published-text = Anyone can read the draft program in Kazakh and Russian.
how-discussion-text = Comment on any paragraph. No registration is needed.
how-revision-text = Every contribution gets an answer with a reason within { $days } working days; what is accepted goes into the text.
how-approval-text = The final edition is published together with the table of answers.
regions-title = All regions
regions-name = Region
regions-programs = Programs
regions-contributions = Contributions
regions-answered = Answered
fact-answered = answered
fact-planned = planned over five years
territory-description = { $name }: development program, discussion and answers.
read-program = Read the program
no-program = This territory has no program of its own.
inside-title = Map of districts and cities
children-title = Districts and cities
siblings-title = Neighbouring territories
former-title = Former names
program = Program
edition-line = edition { $number } · { $date }
superseded-note = This is an earlier edition. Read the current text
dates-label = Discussion dates
due-soon = The discussion has not opened yet
due-opens = Contributions open on { $date }.
due-until = Contributions are taken { $until }.
due-closed = The discussion is closed
due-closed-on = The last day was { $date }. Text and answers stay open.
last-day = Today is the last day
write = Comment
contents = Contents
chapters = Chapters
bar-label = Page actions
budget = Budget
budget-none = This program has no financial table.
budget-caption = Planned spending by year
sources-caption = By funding source, million ₸
year = Year
planned = Planned
total = Total
source = Funding source
source-republican = Republican budget
source-local = Local budget
source-extra-budgetary = Extra-budgetary funds
source-national-fund = National Fund
source-public-private = Public-private partnership
source-own = Own funds
editions = Editions
both-languages = Read in both languages side by side
one-language = Read in one language
no-translation = There is no text in the other language.
download-json = Download data (JSON)
indicator = Indicator
baseline = Baseline
path = Path
target = Target
unit = Unit
measure = Measure
term = Term
cost = Cost
executor = Responsible executor
completion = Form of completion
cost-unknown = Cost unknown
cost-none = No funds needed
contributions-column = Contributions
counter-label = { $label }: contributions — { $n }
phase-announced = Draft in preparation
phase-draft-published = Draft published
phase-discussion = Under discussion
phase-revision = Under revision
phase-published = Revised edition published
phase-approved = Approved
phase-execution = In execution
provision-section = section
provision-heading = heading
provision-paragraph = paragraph
provision-item = item
provision-goal = goal
provision-indicator = indicator
provision-measure = measure
provision-table = table
provision-table-row = table row
provision-footnote = footnote
back-to-text = Back to the text
write-title = Have your say
kind-legend = What is it?
kind-problem = Problem
kind-shortcoming = Shortcoming of the draft
kind-proposal = Proposal
kind-question = Question
kind-support = Support
kind-objection = Objection
kind-suggested-wording = Suggested wording
text-label = What should change, and why?
text-hint = In Kazakh or Russian, up to 3,000 characters. Do not write other people’s personal data.
language-label = Which language did you write in?
quote-label = Words from the text (optional)
quote-hint = If it is about particular words, copy them from the text above.
place-label = Settlement (optional)
name-label = Name (optional)
name-hint = Published with your contribution. Leave empty to stay unnamed.
email-label = E-mail (optional)
email-hint = The answer goes here. Never published.
leave-empty = Leave this field empty
answer-promise = It is published at once. An answer with a reason follows within { $days } working days.
send = Send
errors-title = Please correct
errors-prefix = Error:
fault-empty = Write something
fault-too-long = Too long: at most { $limit } characters
fault-control-character = The text has an invisible control character. Remove it and send again
fault-unknown-value = Choose one from the list
fault-out-of-range = The value is out of range
fault-not-an-email = Check the e-mail address, for example: aigul@mail.kz
fault-quote-not-found = These words are not in the text. Copy them exactly, or leave the field empty
contributions-none = No contributions here yet. Be the first.
order-newest = Newest
order-supported = Most supported
order-answered = Answered
more-contributions = More contributions
no-name = Unnamed
channel-email = by e-mail
channel-phone = by phone
channel-paper = on paper
channel-meeting = at a meeting
verification-anonymous = unverified
verification-email = e-mail confirmed
verification-identity = identity confirmed
late = after the closing
supports = Supports: { $verified }, unverified: { $anonymous }
waits-until = Answer { $until }
visibility-held = Under review
visibility-hidden = Hidden by a moderator
visibility-withdrawn = Withdrawn by its author
visibility-erased = Erased on its author’s demand
stub-held = This contribution is under review and will appear afterwards.
stub-hidden = Hidden by a moderator. Reason: { $reason }.
stub-withdrawn = Withdrawn by its author.
stub-erased = The text was erased on its author’s demand.
reason-insult = insults or threats
reason-hatred = calls to violence or hatred
reason-advertising = advertising
reason-personal-data = other people’s personal data
reason-flood = the same text sent many times
reason-off-topic = not about the program
reason-unlawful = against the law
disposition-accepted = Accepted
disposition-partly-accepted = Partly accepted
disposition-already-in-text = Already in the text
disposition-no-budget = No budget
disposition-outside-powers = Outside powers, forwarded
disposition-declined = Declined
disposition-answered = Answered
disposition-off-topic = Off topic
receipt-title = Contribution received
receipt-keep = Keep this code: with it you can see at any time what became of your contribution.
receipt-promise = An answer { $until } from: { $office }.
receipt-answered = Your contribution has been answered; see below.
receipts-title = Look up a receipt
receipts-lead = See by its code what became of a contribution.
receipts-label = Receipt code
receipts-hint = Twelve letters and digits, for example: K7Q2-9XWM-3T5A
receipts-button = Show
story-title = What happened
story-received = Received
story-received-late = Received after the closing, and kept
words-then = The words then
words-now = The words now
words-same = The words have not changed.
words-gone = This provision is not in the current edition.
proof-title = Entry in the journal
proof-numbered = This contribution is entry no. { $number } of the transparency journal. Below is the hash of the entry.
proof-waiting = The entry is being added to the journal now. Below is its hash.
journal-title = Transparency journal
journal-lead = Every public act is written here in order: drafts, contributions, decisions, hiding. Entries are never removed or changed.
journal-none = The journal has no entries yet.
journal-when = Date
journal-what = Act
journal-place = Territory code (KATO)
journal-hash = Hash
journal-older = Older entries
journal-head = State of the journal
journal-signed = Entries: { $size }. Signed: { $when }.
journal-root = Checksum of the whole journal
journal-checkpoint = Signature of the journal (file)
check-title = Check a receipt
check-lead = What an entry in the journal proves, what it does not prove, and how to check it without this site.
check-button = Check
check-unknown = There is no such receipt. Please see whether the whole code is there.
check-outcome = Result
check-entry = The contribution is entry No. { $number } of the journal. The signed journal has { $size } entries.
check-content = The proof holds the text of the contribution itself: not one character was changed.
check-no-content = The text was erased, so the proof holds the entry alone.
check-signed = The journal was signed: { $when }.
check-witnesses = This state of the journal was confirmed by independent witnesses:
check-no-witness = No independent witness has confirmed this state of the journal yet.
check-promise = Download the promise: the entry will be in the journal within a day
check-download = Download the proof
check-proves-title = What is proved
check-proves-1 = This contribution was in the journal when the journal was signed.
check-proves-2 = The text in the proof is the one that the site received.
check-proves-3 = The entry cannot be taken out or replaced unnoticed: for everybody who kept a signature of the journal, the check would fail.
check-not-title = What it does not prove
check-not-1 = Who wrote the contribution: the site does not confirm who people are.
check-not-2 = That the site shows it today: it may have been hidden with a reason, and that is recorded too.
check-not-3 = That anybody agreed with it: decisions are recorded apart.
check-self-title = How to check it yourself
check-self-lead = The check works offline, on any computer, and after many years.
check-self-1 = Download the proof and keep it with the code.
check-self-2 = Download the public keys and compare them with those on the page about the site, or with those of friends.
check-self-3 = Run the program:
check-keys = Public keys (file)
act-program-published = Program announced
act-edition-published = Edition published
act-consultation-opened = Discussion opened
act-consultation-extended = Discussion extended
act-consultation-closed = Discussion closed
act-phase-changed = Phase changed
act-contribution-received = Contribution received
act-contribution-entered = Contribution entered
act-contribution-withdrawn = Contribution withdrawn
act-contribution-held = Contribution held
act-contribution-hidden = Contribution hidden
act-contribution-restored = Contribution restored
act-contribution-redacted = Personal data covered
act-contribution-erased = Contribution erased
act-appeal-received = Appeal received
act-points-split = Contribution split
act-points-grouped = Points grouped
act-point-ungrouped = Point ungrouped
act-decision-published = Decision published
act-decision-replaced = Decision replaced
act-exception-signed = Exception signed
act-role-granted = Role granted
act-role-revoked = Role revoked
act-territory-reorganised = Territory reorganised
act-rules-changed = Rules changed
act-meeting-published = Meeting published
act-envelope-set = Budget envelope set
act-execution-reported = Execution reported
act-key-rotated = Key that signs the journal replaced
problem-not-found = There is no such page
help-not-found = The link may be old or mistyped. Find your district by its name.
problem-unauthenticated = Sign in first
help-unauthenticated = You need to sign in to open this page.
problem-forbidden = Not permitted
help-forbidden = Your role does not allow this.
problem-invalid-fields = Some fields are wrong
help-invalid-fields = Correct the marked fields and send again.
problem-decision-incomplete = The decision is incomplete
help-decision-incomplete = Fill in the reason and the link it needs.
problem-receipt-mistyped = The code has a typing error
help-receipt-mistyped = A code has twelve letters and digits. One seems to be mistyped; check and enter it again.
problem-not-open-yet = The discussion has not opened yet
help-not-open-yet = Contributions are taken from the opening day on.
problem-closed = The discussion is closed
help-closed = Text and answers stay open; nothing new is taken.
problem-key-reused = This request was already sent with other content
help-key-reused = Reload the page and send again.
problem-bad-cursor = There is no such page of the list
help-bad-cursor = Open the list from its beginning.
problem-conflict = Not possible now
help-conflict = Reload the page to see the present state.
problem-busy = The server is busy
help-busy = Try again in a few seconds. What you wrote is not lost.
problem-too-many = Too many requests
help-too-many = Try again in a minute.
problem-journal-stopped = Only reading is possible now
help-journal-stopped = The journal of openness cannot be signed for the moment, so nothing new is accepted. Please try later.
problem-disk-full = The server is out of space
help-disk-full = Your contribution was not stored. Copy the text and send it later.
problem-configuration = The server is not set up correctly
help-configuration = This is our fault. Please try later.
problem-import-refused = The document was not taken
help-import-refused = The report says where and what is wrong. Correct it and send again.
problem-internal = Something went wrong
help-internal = This is our fault. Please try later.
fact-programs = { $count ->
    [one] program
   *[other] programs
}
fact-contributions = { $count ->
    [one] contribution
   *[other] contributions
}
fact-open = { $count ->
    [one] waits for an answer
   *[other] wait for an answer
}
fact-measures = { $count ->
    [one] measure
   *[other] measures
}
fact-indicators = { $count ->
    [one] indicator
   *[other] indicators
}
days-left = { $count ->
    [one] { $n } day left
   *[other] { $n } days left
}
missing-translations = { $count ->
    [one] { $n } provision has no Russian text yet and is shown in Kazakh.
   *[other] { $n } provisions have no Russian text yet and are shown in Kazakh.
}
cost-unknown-note = { $count ->
    [one] The cost of { $n } measure is not known yet and not in the sum.
   *[other] The cost of { $n } measures is not known yet and not in the sum.
}
contributions-title = { $count ->
    [one] { $n } contribution
   *[other] { $n } contributions
}
decided-together = { $count ->
    [one] Decided together with { $n } contribution.
   *[other] Decided together: { $n } contributions.
}
nav-about = About
find-examples = For example:
fact-contributions-answered = { $count ->
    [one] contribution, answered: { $answered }
   *[other] contributions, answered: { $answered }
}
former-line = { $name }, code { $kato } — { $until }
editions-count = Editions: { $n }
chapter-previous = Previous chapter
chapter-next = Next chapter
measures-caption = Cost, by year in million ₸
baseline-of = { $year }, baseline
target-of = { $year }, target
neighbours = Neighbouring provisions
provision-previous = Previous provision
provision-next = Next provision
back-to-provision = Back to the provision
missing-translation = This provision has not been translated into Russian yet; it is shown in Kazakh.
text-kept = Your text, to copy
place-hint = For example: Bozoi village
consent = If you give your name or e-mail address, you agree that they are used to answer you, and that the name is published.
consent-more = About personal data
proposal-problem = Problem
proposal-solution = Proposal
receipt-title-answered = Your contribution has been answered
receipt-as-received = Your text as received
story-answer-promised = An answer will be given
problem-too-large = The text is too large
help-too-large = A contribution may have 3,000 characters at most. Go back and shorten the text.
problem-unreadable-form = The form could not be read
help-unreadable-form = Go back and send it again.
about-title = About
about-lead = Drafts of local programs are published here, and anybody can discuss them. What becomes of each contribution is public.
about-discussion = How a discussion works
about-discussion-text = You can comment on any provision of a program: with a proposal, a question, a remark or an objection. No registration is needed.
    You get a receipt code when you send it. With the code you can see at any time what became of your contribution.
about-answers = Answers and decisions
about-answers-text = Every contribution gets an answer with a reason within { $days } working days. Similar ones may be decided together, but each is answered.
    Decisions and changes of the text are recorded in the transparency journal. Nothing is deleted from it.
about-moderation = Rules of moderation
about-moderation-text = A contribution is hidden only for insults or threats, calls for violence, advertising, personal data of others, the same text sent many times, or unlawful content.
    A mark with the reason stays where it was, and it is still counted.
about-data = Personal data
about-data-text = Name and e-mail address are optional. The name is published with the contribution; the address is shown to nobody and is used only to answer.
    You can withdraw your consent: name and address are deleted, and you choose whether the text stays.
    There are no outside trackers and no programs of others on this site.
about-accessibility = Accessibility
about-accessibility-text = The pages work without JavaScript, with a keyboard alone and with a screen reader. Text can be enlarged to 400 per cent.
    If something is in your way, write about it as a question at any provision.
nav-search = Search
search-title = Search programs and contributions
search-description = Search the texts of all programs, contributions and decisions in Kazakh and Russian.
search-label = What are you looking for?
search-button = Search
search-help = How to search
search-example-words = ремонт школы
search-help-words = Texts with both words; endings do not matter
search-example-phrase = "питьевая вода"
search-help-phrase = The words stand side by side in this order
search-example-without = дорога -асфальт
search-help-without = Texts with the second word are left out
search-example-or = мост OR переправа
search-help-or = One of the two words is enough
search-example-filter = вода year:2021-2023 kind:proposal
search-help-filter = Filter by year and kind; territory:, direction:, state:, decision: and lang: work too
search-help-languages = A query in one language finds texts in the other one too. Kazakh may be typed without its own letters, in Latin letters, or with a slip.
search-set = Filters that are set
search-remove = remove the filter
search-building = The search index is being built, results may be incomplete. Try again in a few minutes.
search-nothing = Nothing was found
search-nothing-help = Try fewer words or another spelling; remove the filters that are set.
search-nothing-places = Look for this among districts and cities
search-read-as = The query was read as “{ $query }”.
search-did-you-mean = Did you mean:
search-matching-most = Few texts have all the words, so those with at least half of them are shown too.
search-matching-similar = There is no exact match; similar texts are shown.
search-also = In the other language these were searched as well: { $words }.
search-own-on = Search only in the language of the query
search-own = Only the language of the query was searched.
search-own-off = Search both languages
search-filters = Filters
search-sort = Order:
search-sort-relevance = relevance
search-sort-date = newest
search-sort-supports = most supported
search-sort-money = most money
search-view = Show:
search-view-flat = as a list
search-view-programs = by program
search-pages = Pages
search-previous = Previous page
search-next = Next page
search-edition = edition { $number }
search-past = with past editions
search-facet-territory = Territory
search-facet-kind = What was found
search-facet-direction = Direction
search-facet-state = State
search-facet-decision = Decision
search-facet-language = Language of the text
search-facet-year = Year
search-kind-provision = Provision
search-kind-program = Program
search-kind-contribution = Contribution
search-kind-proposal = Proposal
search-kind-decision = Answer
search-kind-meeting = Meeting
search-state-open = Waits for an answer
search-state-decided = Answered
search-state-published = Published
search-language-kk = Kazakh
search-language-ru = Russian
search-fault-unclosed-quote = The quotation mark at character { $number } is not closed. Put one at the end of the phrase too
search-fault-empty-or = OR at character { $number } needs a word on both sides
search-fault-empty-value = Write a value after “{ $field }:”
search-fault-bad-value = The filter “{ $field }:” does not know the value “{ $value }”
search-fault-only-exclusions = There are only exclusions. Write also what to look for
search-fault-too-many-words = Too many words: at most { $number }
search-fault-too-long = The query is too long: at most { $number } characters
search-fault-filter = The address has an unknown value of a filter. Choose the filter again
problem-bad-query = The query cannot be understood
help-bad-query = Check quotation marks and filters, and search again.
search-count = { $count ->
    [one] { $n } result
   *[other] { $n } results
}
search-count-programs = { $count ->
    [one] { $n } result, programs: { $programs }
   *[other] { $n } results, programs: { $programs }
}
search-in-program = { $count ->
    [one] { $n } result in this program
   *[other] { $n } results in this program
}
search-supports = { $count ->
    [one] { $n } support
   *[other] { $n } supports
}
find-in-texts = Search programs and contributions for this
directions-caption = By direction
direction = Direction
no-direction = No direction given
chart = Chart
as-table = Show as a table
envelope-title = Plan and budget envelope
envelope = Envelope
envelope-result = Result
envelope-fits = The plan fits into the budget envelope.
envelope-exceeds = The plan exceeds the budget envelope by { $amount }.
envelope-none = The budget envelope of this territory is not known yet.
envelope-caption = Sources with a known envelope, million ₸
envelope-left = { $amount } is left
envelope-over = { $amount } is lacking
envelope-part = only a part of the envelope is known
envelope-unknown = the envelope is not known
envelope-note = Each source is compared on its own: what one leaves over does not make up for another.
envelope-without = For { $amount } of the plan no envelope is known.
checks-title = Check of the figures
check-none = The check found no contradictions.
check-detail-target = { $year }: { $printed }, before it { $expected }
check-detail-total = printed { $printed }, the rows add up to { $expected }
budget-of-territory = Budget of the territory and the programs below
country = Kazakhstan
territory = Territory
day = Day
phase = Phase
programs-column = Programs
money-title = Budget of the programs: { $name }
money-sum-exact = { $amount } is planned in all.
money-sum-between = Between { $least } and { $most } is planned: the same money may stand in two programs.
money-borders = Borders as of { $date }.
money-double-note = An oblast and a district may plan the same thing, and the documents do not say so. So the sum is given as a span: at its lower end, money that may stand in two programs is counted once.
money-own = its own program
money-below = programs below
money-doubled = may be counted twice, at most
money-doubled-known = of this confirmed by transfers
money-none = No spending is planned here yet.
money-years = By year
money-sources = By funding source
money-table-caption = By year, million ₸
money-below-title = Territories below
left-title = Territories that were here before
now-belongs = was here until { $until }, now: { $now }
query-of-numbers = The query of these numbers (JSON)
progress-title = Progress of the campaign
progress-lead = How the discussion of all programs is going: contributions, answers, delays. Behind each number stand the data that make it.
progress-as-of = { $acts } acts of the journal are counted in; deadlines as of { $date }.
progress-overdue = answer overdue
progress-changes = taken up, of those decided
progress-days = days to the answer, median
progress-boilerplate = reason repeated word for word
progress-phases = Which phase the programs are in
progress-participation = Contributions by day
progress-regions = Regions
progress-programs = Programs
progress-note = Taken up: decided as accepted or partly accepted. Median: half of the contributions were answered faster.
open-data = Open data
open-data-lead = Everything public on this site can be downloaded as tables. Hidden contributions do not vanish from them: a row with the reason stays in their place.
open-data-position = The journal has { $acts } acts now.
open-data-permanent = A link with as_of gives the same rows later too; the state in a row is that of the moment of download.
open-data-licence = The data may be used freely if the source is named:
open-data-api = Programming interface (API)
open-data-columns = What the columns mean
open-data-column = Column
open-data-type = Type
open-data-meaning = Meaning
dataset-programs = Programs
dataset-programs-about = One row per program: title, phase, planned sum, contributions.
dataset-provisions = Provisions
dataset-provisions-about = The full text of the current editions, provision by provision.
dataset-indicators = Indicators
dataset-indicators-about = One row per indicator and year.
dataset-measures = Measures
dataset-measures-about = One row per measure, year and source. Measures of unknown cost are there too.
dataset-contributions = Contributions
dataset-contributions-about = One row per contribution, in the order of the journal. Where one is not shown, its reason stays.
dataset-decisions = Decisions
dataset-decisions-about = Published decisions with their reasons.
dataset-moderations = Moderation log
dataset-moderations-about = What moderators did: hiding, holding, restoring.
dataset-envelopes = Budget envelopes
dataset-envelopes-about = Ceilings, subventions, withdrawals and transfers, with those that no longer hold.
dataset-progress = Progress
dataset-progress-about = One row per program: answers, delays, decisions.
dataset-journal = Journal
dataset-journal-about = One row per public act.
column-program = Public id of the program
column-provision = Public id of the provision, the same in every edition
column-edition = Number of the edition
column-territory = Public id of the territory
column-territory-kk = Name of the territory in Kazakh
column-territory-ru = Name of the territory in Russian
column-region-kk = Name of the region above in Kazakh
column-region-ru = Name of the region above in Russian
column-kato = Code of the territory in the official classifier
column-title-kk = Title in Kazakh
column-title-ru = Title in Russian
column-phase = Phase of the program
column-first-year = First year of the program
column-last-year = Last year of the program
column-measures = Measures in the current edition
column-indicators = Indicators in the current edition
column-planned-tenge = All known costs of the current edition, whole tenge
column-cost-unknown = Measures whose cost nobody has said; they are in no sum
column-received = Contributions received: the sum of the next five columns
column-open = Contributions that wait for a decision
column-decided = Contributions decided on their own
column-grouped = Contributions decided together with a group
column-moderated = Contributions hidden with a public reason
column-withdrawn = Contributions taken back or erased by their authors
column-position = Place in reading order, from 0
column-level = Depth in the tree, 0 for sections
column-label = Printed number of the provision
column-direction = Code of the campaign's direction
column-text-kk = Text in Kazakh; empty when it is not translated
column-text-ru = Text in Russian; empty when it is not translated
column-contributions = Contributions to the provision in any edition
column-unit-kk = Unit in Kazakh
column-unit-ru = Unit in Russian
column-aim = Which way the indicator should go: up or down
column-base-year = Year of the baseline
column-base-value = Value in that year as a decimal text
column-year = Calendar year
column-target = What should be reached in the year, as a decimal text
column-starts = First year of the work
column-ends = Last year of the work: the deadline
column-executor-kk = Responsible executor in Kazakh
column-executor-ru = Responsible executor in Russian
column-cost-known = Whether the cost is known; an unknown cost is not zero
column-source = Funding source
column-tenge = Amount of the year and source, whole tenge
column-language = Language of the text
column-channel = How it came
column-verification = How far the person is known
column-visibility = Whether the public sees it; what is not visible is a stub without text
column-reason = Coded reason of moderation
column-received-at = When it was received
column-late = Whether it came after the closing
column-due-on = Last day for the answer
column-text = The text exactly as received; empty in a stub
column-name = Name under which it is shown
column-place = Where in the territory
column-quote = Words of the provision that it quotes
column-problem = Problem of a proposal
column-solution = Solution of a proposal
column-cost-tenge = Cost of a proposal by its author, whole tenge
column-supports-email = Supports with a confirmed address
column-supports-anonymous = Supports without an account
column-dispositions = What was decided, words separated by spaces when it was split
column-decided-at = When the newest decision on it was published
column-disposition = What was decided
column-reason-kk = Why, in Kazakh
column-reason-ru = Why, in Russian
column-office-kk = Office that decided, in Kazakh
column-office-ru = Office that decided, in Russian
column-points = Points decided together
column-published-at = When it was published
column-action = What the moderator did
column-role = Role of the moderator
column-happened-at = When it happened
column-purpose = For what, when the act names it
column-act = Act that sets it, as printed
column-recorded-at = Since when the line holds
column-replaced-at = Since when it no longer holds
column-overdue = Open contributions whose last day for the answer is over
column-led-to-changes = Contributions decided as accepted or partly accepted
column-median-days = Days from receipt to the newest decision, the middle of all
column-decisions = Published decisions
column-boilerplate = Published decisions whose reason stands word for word in another one of the program
column-subject = What it is about
column-leaf-hash = Hash of the leaf, hexadecimal
column-provisions-kind = What the provision is
column-contributions-id = Public id; it says nothing about the receipt
column-contributions-kind = What the contribution wants to be
column-contributions-leaf-index = Number of the act in the journal
column-decisions-leaf-index = Number of the act in the journal
column-decisions-id = Public id of the decision
column-moderations-id = Public id of the contribution
column-envelopes-kind = What the line is; a withdrawal counts against
column-journal-leaf-index = Number of the act, from 0, without gaps
column-journal-kind = What happened
check-table-total = { $count ->
    [one] { $n } total differs from the sum of its rows.
   *[other] { $n } totals differ from the sum of their rows.
}
check-cost-outside-term = { $count ->
    [one] { $n } measure has money in a year outside its term.
   *[other] { $n } measures have money in a year outside their term.
}
check-cost-twice = { $count ->
    [one] { $n } measure has the same year and source twice.
   *[other] { $n } measures have the same year and source twice.
}
check-cost-negative = { $count ->
    [one] { $n } measure has an amount below zero.
   *[other] { $n } measures have an amount below zero.
}
check-target-wrong-way = { $count ->
    [one] { $n } target is worse than the one before it.
   *[other] { $n } targets are worse than the one before them.
}
check-no-executor = { $count ->
    [one] { $n } measure names no responsible executor.
   *[other] { $n } measures name no responsible executor.
}
check-no-deadline = { $count ->
    [one] { $n } measure has no deadline within the program.
   *[other] { $n } measures have no deadline within the program.
}
check-more = { $count ->
    [one] … and { $n } more
   *[other] … and { $n } more
}
embed-open = Read and comment
embed-title = Put it on your site
embed-lead = A small card of a program or a provision can stand on any site. It has no trackers and no scripts. In the address, put the number of the program in the place of ID, and behind a / that of the provision.
about-keys = Keys of the journal
about-keys-text = These public keys check the signature of the journal and the receipts. Keep them: if the site shows other keys without an entry about the change, something is wrong.
