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
footer-open-data = Open data (API)
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
problem-not-found = There is no such page
help-not-found = The link may be old or mistyped. Find your district by its name.
problem-unauthenticated = Sign in first
help-unauthenticated = You need to sign in to open this page.
problem-forbidden = Not permitted
help-forbidden = Your role does not allow this.
problem-second-factor-needed = The second factor is needed
help-second-factor-needed = Enter the code of your authenticator, or set up a second factor.
problem-code-wrong = The code does not work
help-code-wrong = It was mistyped, used before, or is too old. Ask for a new one.
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
problem-decision-changed = Somebody else wrote meanwhile
help-decision-changed = A colleague has written a decision on this point since you opened it. Your text is kept: compare both and save again.
problem-second-person-needed = A second person must approve
help-second-person-needed = You wrote this decision, so a colleague has to approve it.
problem-busy = The server is busy
help-busy = Try again in a few seconds. What you wrote is not lost.
problem-too-many = Too many requests
help-too-many = Try again in a minute.
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
nav-sign-in = Sign in
sign-in-title = Sign in
sign-in-lead = We mail you a one-time code. There is no password.
sign-in-email = E-mail address
sign-in-hint = The code and a link to sign in go to this address.
sign-in-send = Mail me a code
sign-in-not-needed = You need not sign in to comment. Once signed in, you see all your comments in one place.
sign-in-too-many = Codes were asked for too often. Try again in an hour.
sign-in-button = Sign in
sign-in-link-lead = Press the button to sign in on this device. The link works once.
code-title = Enter the code
code-lead = If the address is right, the mail arrives in a minute or two. The code holds ten minutes.
code-label = Code from the mail
code-hint = Eight digits. Enter it in this same browser.
code-again = Ask for a new code
factor-title = Second factor
factor-lead = Open your authenticator and enter the code that it shows.
factor-label = Code of the authenticator
factor-hint = Six digits. If your phone is lost, enter one of the recovery codes that you kept.
factor-set-up-title = Set up a second factor
factor-set-up-lead = The second factor guards your account even when somebody gets hold of your mail.
factor-scan = Scan the QR code with your authenticator
factor-type = If you cannot scan it, type this key:
factor-first-hint = The six digits that it shows.
factor-confirm = Confirm
factor-on-title = The second factor is on
factor-on-lead = When you sign in, the code of the authenticator is asked for after the one from the mail.
factor-off = Turn the second factor off
recovery-title = Recovery codes
recovery-lead = Keep them in a safe place: when your phone is lost, each lets you in once. They are not shown again.
me-title = My page
me-lead = Your comments, the devices on which you are signed in, and your personal data.
me-must-set-up = Your role takes effect once you have set up a second factor.
me-roles = My roles
me-contributions-none = No comments came from this address yet.
me-sessions = Devices on which you are signed in
me-device-unknown = Unknown device
me-seen = Last seen: { $date }
me-session-current = this device
me-sign-out = Sign out
me-sign-out-all = Sign out everywhere
me-data = My data
me-data-lead = Download everything that we keep about you as one file.
me-export = Download my data (JSON)
erase-title = Erase my data
erase-lead = Address and name are erased, roles end, and you are signed out everywhere. This cannot be undone. The journal and the counts do not change.
erase-texts = What happens to the texts of your comments?
erase-keep = They stay, without a name
erase-erase = The texts are erased too
erase-sure = I understand, erase my data
erase-button = Erase
erase-unsure = Tick the box to say that you mean it
role-country = the whole country
role-auditor = Auditor
role-analyst = Analyst
role-editor = Editor
role-moderator = Moderator
role-approver = Approver
role-territory-admin = Territory administrator
role-operator = Operator
me-contributions = My comments: { $n }
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

# Workspace of staff.
problem-offline = No connection
help-offline = Your text is kept. Try again when the connection is back.
desk-title = Workspace
desk-skip = Skip to the decision
desk-day-overdue = Overdue
desk-day-soon = Within 3 days
desk-day-approval = Waiting for approval
desk-day-closed = Decided
desk-search = Search contributions
desk-filters = Filters
desk-queues = Queue
desk-queue-open = Undecided
desk-queue-overdue = Overdue
desk-queue-soon = Due soon
desk-queue-mine = Mine
desk-queue-approval = For approval
desk-queue-publish = To publish
desk-queue-closed = Published
desk-by-kind = Kind
desk-by-channel = Channel
desk-by-language = Language
desk-by-verification = Verification
desk-by-assignee = Assignee
desk-by-provision = Provision
desk-nobody = Nobody
desk-channel-web = Web
desk-channel-email = E-mail
desk-channel-phone = Phone
desk-channel-paper = Paper
desk-channel-meeting = Meeting
desk-language-kk = Kazakh
desk-language-ru = Russian
desk-list = Contributions
desk-count = { $points ->
    [one] { $points } point
   *[other] { $points } points
}
desk-selected = { $count } selected
desk-together = Groups as one row
desk-order = Order
desk-order-deadline = Most urgent first
desk-order-newest = Newest first
desk-order-supported = Most supported first
desk-again = Try again
desk-no-text = No text
desk-overdue-by = { $days ->
    [one] { $days } day overdue
   *[other] { $days } days overdue
}
desk-days-left = { $days ->
    [0] today
    [one] { $days } working day
   *[other] { $days } working days
}
desk-group-of = { $count } alike
desk-at = provision { $label }
desk-at-edition = Provision { $label }, edition { $edition }
desk-without-script = The workspace needs JavaScript.
desk-loading = Loading…
desk-kind-of-problem = Problem
desk-kind-of-shortcoming = Shortcoming of the draft
desk-kind-of-proposal = Proposal
desk-kind-of-question = Question
desk-kind-of-support = Support
desk-kind-of-objection = Objection
desk-kind-of-suggested-wording = Suggested wording
desk-supports = supports: { $count }, unconfirmed: { $anonymous }
desk-reading = The contribution and its provision
desk-about-what = What it is about
desk-whole-program = About the program as a whole.
desk-letter = The text as received
desk-anonymous = No name given
desk-late = Came after the closing
desk-held = Held for moderation
desk-split-here = Split at the cursor
desk-part = Part { $number }
desk-in-group = In the group: { $count }
desk-open = Open
desk-take-out = Take out of the group
desk-tags = Tags
desk-tag-hint = Tag
desk-add = Add
desk-notes = Staff notes, never public
desk-note-hint = Note for colleagues
desk-decide = { $count ->
    [1] Decision
   *[other] One decision for { $count } points
}
desk-will-change = It is noted that the text will be changed. The change must be linked to this decision before the next edition is published.
desk-addressee = Which body it was handed to
desk-which-provision = Which provision says it
desk-template = Ready-made answer
desk-template-choose = Choose
desk-answer = Answer, everybody will read it
desk-answer-language = Language of the answer
desk-answer-other = The answer is given in the language of the contribution.
desk-missing-disposition = Choose a decision.
desk-missing-answer = The answer is missing: { $language }.
desk-missing-addressee = Name the body it was handed to.
desk-save-next = Save and go on
desk-approve = Approve
desk-publish = Publish
desk-state-drafted = Draft
desk-state-approved = Approved
desk-trail = Who did what
desk-step-assigned = assigned
desk-step-put-off = put off
desk-step-tagged = tagged
desk-step-untagged = tag removed
desk-step-decision-drafted = decision written
desk-step-decision-approved = decision approved
desk-step-decision-published = decision published
desk-step-decision-undone = decision taken back
desk-saved = { $count ->
    [1] The decision is saved.
   *[other] The decision on { $count } points is saved.
}
desk-approved = Approved: { $count }.
desk-published = Published: { $count }.
desk-assigned = Taken over: { $count }.
desk-grouped = Grouped: { $count }.
desk-ungrouped = Taken out of the group: { $count }.
desk-group-needs-two = Select at least two points to group them.
desk-split = The letter is split into { $count } points.
desk-tagged = Tagged: { $count }.
desk-put-off = Put off: { $count }.
desk-undone = Undone: { $what }.
desk-undo-nothing = Nothing to undo.
desk-empty-open = Everything is decided
desk-empty-open-next = Next: approve or publish.
desk-empty-filter = Nothing matches
desk-empty-filter-next = Remove one of the filters.
desk-close = Close
desk-key-next = next
desk-key-previous = previous
desk-key-select = select
desk-key-select-all = select all
desk-key-split = split
desk-key-group = group
desk-key-tag = tag
desk-key-assign = take over
desk-key-answer = answer
desk-key-put-off = put off
desk-key-undo = undo
desk-key-search = search
desk-key-help = keys
desk-key-disposition = decision { $number }
desk-keys-key = Key
desk-keys-does = What it does
desk-keys-on = On
desk-keys-off-hint = A key that is pressed by accident can be switched off. Every action has a button.
