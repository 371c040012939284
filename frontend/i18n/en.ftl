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
consent = By giving your name or e-mail you agree that they are processed to answer you, and that the name is published in open sources. The e-mail is not published.
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
order-shuffled = In random order
latest-title = Latest
shuffled-title = The others in random order: each has the same chance to stand on top
support = I support this
supported-again = You have supported this before. Everybody is counted once.
reply = Reply
thread-title = Contribution
thread-parent = This replies to another contribution
reply-title = Reply to this contribution
replies-none = Nobody has replied yet.
more-replies = Further replies
attachment-photo = Photo { $number }
attachment-document = Document { $number }, PDF
attachments-label = Photos or PDF (optional)
attachments-hint = Up to 3 files of at most 8 MB each. What a photo says about place and device is removed. Files are published with the contribution.
attachments-again = Choose the files again: browsers do not keep them.
proposal-more = Add the problem and the cost (optional)
problem-label = What is wrong today?
problem-hint = Above you say what should be done. Say here why it is needed.
cost-label = Approximate cost, tenge
cost-hint = Leave it empty when you do not know: it will say “cost unknown”.
fault-file-too-large = The file is too large: at most 8 MB
fault-file-kind = The file is not taken: choose a JPEG, PNG, WebP or PDF
fault-not-utf8 = The text has characters that cannot be read. Correct them and send again
fault-used = This code was used before
crowded-title = Very many contributions come from your network right now
crowded-text = What you wrote is kept. Press the button once more: your browser passes a check in a second or two. With JavaScript off the contribution is taken and shown after a moderator has seen it.
receipt-held = The contribution was received and waits for a look: { $reason }. It will be shown when a moderator has seen it. The day of the answer stays.
receipt-held-all = The contribution was received. In this discussion contributions are shown after a moderator has seen them. The day of the answer stays.
hold-advertising = it has many links, or a hidden field was filled in
hold-flood = very many or equal contributions came in a short time
hold-insult = it may insult somebody
hold-hatred = it may call to hatred
hold-personal-data = it may have personal data of others
hold-off-topic = it may not be about the program
hold-unlawful = it may be against the law
role-automatic = automatic check
role-auditor = auditor
role-analyst = analyst
role-editor = editor
role-moderator = moderator
role-approver = approver
role-territory-admin = territory administrator
role-operator = operator
receipt-title-story = The story of your contribution
receipt-meeting = The meeting at which this was said
story-appeal = The author appealed: { $text }
story-appeal-waits = A moderator will answer the appeal
appeal-title = Appeal against hiding
appeal-label = Why should the contribution be seen?
appeal-hint = Once only, up to 1,000 characters.
appeal-button = Send the appeal
rights-title = What you may do with your contribution
consent-given = Consent to the processing of personal data: wording { $version }, { $date }.
step-name-erasure = Erase my name and e-mail
step-name-erasure-text = Your name and e-mail are erased for good, the text stays. The answer will then not come by e-mail; it will stand on this page.
step-name-erasure-button = Erase the name
step-withdrawal = Take the contribution back
step-withdrawal-text = The text is no longer shown; a note says that its author took it back. It cannot be brought back.
step-withdrawal-button = Take it back
step-erasure = Erase the contribution completely
step-erasure-text = Text, name, e-mail and files are erased for good. Only the note that there was a contribution stays, and its place in the count.
step-erasure-button = Erase for good
moderation-title = Moderation log
moderation-title-of = { $name }: moderation log
moderation-lead = Which contribution was hidden, held or restored, when, for which reason and by which role. Hidden contributions stay counted.
moderation-reasons = List of reasons
moderation-none = No contribution has been hidden yet.
moderation-what = Act
moderation-reason = Reason
moderation-role = Role
moderation-where = Where
meetings = Meetings
meetings-title = { $name }: meetings
meetings-lead = Meetings about the program: notice, protocol, and what was said.
meetings-none = No meeting has been announced yet.
more-meetings = Earlier meetings
meeting-has-protocol = with protocol
meeting-when = Time
meeting-place = Place
meeting-link = Online
meeting-notice = Notice
meeting-protocol = Protocol
meeting-speakers = Who spoke
meeting-said = What was said at the meeting
meeting-said-none = What was said has not been entered yet.
write-about = Say what you think: { $provision }
read-contributions = Read what others say
share-form = Link to the form
print-sheet = Sheet for print
short-address = Short address:
words-label = Text of the provision: select words to quote them
take-quote = Write about these words
quote-hint-select = Select words in the text above with a finger, the mouse, or Shift and the arrow keys: they appear here.
sheet-title = Paper sheet: { $name }
sheet-provision = Provision { $label }
sheet-back = Back to the page
sheet-hint = Print this page. Every sheet has codes of its own: print it anew instead of copying it. Staff enter what was written under the code of its stub.
sheet-qr = QR code of { $address }
sheet-place = Settlement:
sheet-name = Name (published):
sheet-email = E-mail:
sheet-stub = Receipt: tear off and keep
sheet-stub-text = Once your contribution is entered, look up the answer by this code: { $address }
replies = { $count ->
    [one] { $n } reply
   *[other] { $n } replies
}
replies-title = { $count ->
    [one] { $n } reply
   *[other] { $n } replies
}
