"""English for the linter, in folded spelling: lower case; the kinder wordings as people should read them."""

from core.domain.lint_words import ADVICE, ERROR, Language, Rule

_AGREE = "If you need another date or a payment plan, reply and we will agree on one with you."
_PLACE = (r"(?:opposite|next to|near|beside|across from) the court\w*", r"court (?:street|road|lane|square)")
_NO_HURRY = "We would be grateful for your payment when you can; if you need another date, let us know."
_SERVICE = (r"(?:shows?|appears?|arrives?|deliver\w*|repl(?:y|ies)|answers?|confirm\w*|process\w*|open|takes?)",)

RULES = (
    Rule(
        "threat", ERROR,
        (
            r"(?:legal|court|criminal|civil|enforcement) (?:actions?|proceedings?|steps?|measures?|charges?|consequences)",
            r"legal collections?", r"press charges", r"arrest(?:ed)?",
            r"(?:go|sent|end up) (?:to|in) (?:jail|prison)", r"police", r"garnish(?:ed|ment)?", r"seiz(?:e|ed|ure|ing)",
            r"reposses(?:s|sed|sion)", r"we know where you (?:live|work)",
            r"face the consequences", r"you will regret", r"prosecut(?:e|ed|ion)", r"or else", r"(?:serious|severe) consequences",
            r"no (?:other )?(?:choice|option) but to", r"(?:lose|losing) your (?:home|house|car|job|business)",
            r"we will take (?:action|steps)",
            r"(?:freeze|block|auction|take) your (?:account|accounts|wages|salary|property|car|home|phone)",
            r"(?:go|take (?:this|it|things|the matter)) (?:any )?further", r"(?:make|force|leave) us (?:\w+ )?(?:take|act|do|no)",
            r"(?:not|won't) end well", r"(?:shame|pity) if you (?:lost|lose)",
            r"attach (?:your )?(?:earnings|wages|salary|property)", r"enforcement (?:agent|officer|team|department)s?",
            r"we are coming for", r"things (?:will|could|may) get (?:worse|ugly|difficult)",
            r"criminal record", r"(?:we are|we're) watching you", r"face the music", r"(?:stop hiding|hide from us)",
        ),
        "We would like to sort this out with you. " + _AGREE, True,
    ),
    Rule(
        "veiled", ADVICE,
        (
            r"reserve (?:all )?(?:of )?(?:our|the) rights?", r"(?<!no )(?<!any )further (?:action|steps|measures)",
            r"(?:file|account|case|matter|debt) will be (?:escalated|referred|passed|transferred|handed)",
            r"(?:recover|collect|obtain|enforce)\w* (?:\w+ ){0,3}by other means", r"other (?:measures|remedies)",
            r"(?:be|are|being|been) forced to", r"consequences", r"appropriate (?:action|steps|measures)",
            r"you know what (?:happens|comes|will)", r"your (?:kids|children)",
        ),
        "We would like to sort this out with you. " + _AGREE, True,
    ),
    Rule(
        "court", ERROR,
        (
            r"court(?: (?:notice|order|summons|date))?", r"summons", r"subpoena", r"lawsuits?", r"sued?", r"suing", r"litigation",
            r"tribunal", r"judge", r"judgment", r"bailiffs?", r"sheriff", r"warrant",
            r"case (?:no|number|file)", r"(?:our|the) (?:lawyers?|attorneys?|solicitors?)", r"legal department", r"law (?:firm|office)",
            r"notice of (?:legal )?(?:claim|default|demand)",
            r"official (?:notice|notification|warning|letter)", r"hereby", r"formal (?:demand|notice|notification)",
            r"demand (?:letter|for payment)", r"ordered to (?:appear|pay)", r"counsel", r"pre-?litigation",
            r"letter before (?:claim|action)",
        ),
        "This is a payment reminder. If you have a question, reply and we will look into it.", True, _PLACE,
    ),
    Rule(
        "shame", ERROR,
        (
            r"deadbeats?", r"shame(?:ful)?", r"ashamed", r"irresponsible", r"dishonest", r"cheat(?:er|ers|ing)?", r"thie(?:f|ves)",
            r"scammers?", r"delinquents?", r"bad payers?", r"liars?",
            r"(?:publish|post|share) your (?:name|debt|photo|case)", r"social media", r"(?:black|public) ?list(?:ed)?",
            r"you never (?:pay|keep)", r"your bad faith",
            r"every(?:one|body) will (?:know|hear|see)", r"be responsible", r"bad customers?", r"keep your word", r"no respect",
            r"(?:honest|decent|respectable|responsible) (?:people|customers|men|women)",
            r"the only (?:one|customer|person|client) (?:who|that) (?:has|does|did|is)",
            r"(?:are you (?:not )?|should be |how )embarrass(?:ed|ing)", r"(?:our|the|a) wall of",
            r"(?:call|send|mail|deliver|bring|come|write)\w* (?:\w+ ){0,4}to your (?:work|workplace|employer|place of work)",
            r"non-?payers?", r"every(?:one|body) else (?:has |already )*(?:paid|pays)",
            r"people like you", r"notice ?board", r"every(?:one|body) in your",
        ),
        "We know that difficulties can arise. Tell us, and we will look for a solution with you.",
    ),
    Rule(
        "third_party", ERROR,
        (
            r"(?:tell|inform|contact|call|notify|write to|speak (?:to|with)|talk (?:to|with)|let) (?:your|his|her|their) (?:family"
            r"|relatives|wife"
            r"|husband|spouse|parents|children|boss|employer|work|workplace|neighbou?rs?|references|friends|contacts|co-?workers"
            r"|colleagues)", r"your (?:family|neighbou?rs?|boss|employer|co-?workers|colleagues|friends) will (?:know|find out|hear|be)",
            r"(?:please )?(?:tell|remind) (?:mr|mrs|ms|him|her)", r"do you know this (?:person|customer)",
            r"(?:pass|hand|forward) (?:this|it|the message) (?:on )?to",
            r"(?:tell|inform|contact|call|notify|let|write to) (?:the )?(?:hr|human resources)",
            r"your (?:mother|father|wife|husband|son|daughter|brother|sister|boss|neighbou?r|family|partner) (?:told|said|in"
            r"formed|knows|confirmed)", r"to the (?:family|relatives|employer|neighbou?rs?) of",
            r"(?:tell|ask|remind) (?!us |me |you )\w+ (?:to pay|to call|to contact|that (?:he|she) owes)", r"(?:he|she) owes us",
            r"your (?:guarantor|boss|employer|family) (?:has been|have been|was|will be) (?:told|informed|notified|contacted)",
            r"tell every(?:one|body)",
        ),
        "We talk about your account with you alone. Reply when it suits you.", True,
    ),
    Rule(
        "visit", ERROR, (r"(?:visit|come to|come by|show up at|be at) your (?:home|house|door|work|workplace|office|job)",
            r"visit you at (?:home|work)", r"send (?:a|an|our) (?:debt )?(?:collector|agent|officer)",
            r"(?:agent|officer|collector|representative)s? will (?:stop by|visit|come|drop by|call at)", r"expect (?:us|a visit)",
            r"at your door", r"will be round",
        ),
        "If you would rather talk, tell us which day and time we may call.", True,
    ),
    Rule(
        "false_urgency", ERROR,
        (
            r"(?:last|final) (?:notice|warning|chance|reminder|opportunity|demand|call)", r"before it is too late", r"time is running out",
            r"ultimatum", r"act (?:now|today|fast)", r"only today", r"today only", r"(?:only )?\d+ hours left",
            r"no (?:more|further) extensions?", r"(?:account|service) will be (?:closed|cut|suspended) today", r"now or never",
            r"(?:expires?|ends?|closes?|lapses?|due) in \d{1,2} (?:hours?|minutes?)", r"(?:will be|is|be) too late",
            r"(?:the )?last time (?:that )?we (?:will )?(?:write|call|contact|ask|remind)", r"countdown",
            r"\d+ (?:hours|minutes) (?:left|remain)", r"within (?:the|an|one) hour",
        ),
        _NO_HURRY,
    ),
    Rule("false_urgency", ERROR, (
        r"(?:within|in|next|have) (?:the next )?(?:24|48|72) ?(?:hours|hrs?|h)",
        r"(?:until|by|before) \d{1,2}(?::\d{2})? ?(?:am|pm|a\.m\.|p\.m\.|h|o'clock)? today",
    ), _NO_HURRY, harmless=_SERVICE),
    Rule("urgency", ADVICE, (r"urgent(?:ly)?", r"immediate(?:ly)?", r"at once", r"right away", r"without delay", r"asap", r"right now",
        r"last day(?: to pay)?"),
        "Could you tell us when you can pay it?"),
    Rule(
        "harsh", ADVICE,
        (
            r"you (?:must|have to|are obliged to|are required to) pay", r"you owe us", r"we demand", r"pay (?:now|up)",
            r"you (?:have )?failed to", r"you have ignored", r"you refuse(?:d)? to",
            r"we warn you", r"be warned", r"in default", r"in breach", r"non-?payment", r"defaulted",
        ),
        "Your balance is still open. Which date would suit you to pay it?",
    ),
    Rule("label", ADVICE, (r"debtors?", r"delinquent account", r"defaulters?"), "Say “customer”, or the person's name."),
    Rule("bureau", ADVICE, (r"credit (?:bureaus?|score|report|rating|agenc(?:y|ies))", r"equifax", r"experian", r"transunion",
        r"negative report"), "Paying on time looks after your credit record. " + _AGREE),
    Rule("consequence", ADVICE, (r"avoid (?:late )?(?:fees|charges|problems|penalties|interest|inconvenience|suspension|disconnection)",
        r"(?:suspend|cut off|disconnect)(?:ed|ing)? (?:your |the )?service", r"suspension of (?:your |the )?service"), _AGREE),
    Rule("asks_reason", ADVICE, (r"why (?:have you not|haven't you|did you not|didn't you) (?:paid|pay)",
        r"reason (?:for|why) (?:your |you )?(?:the )?(?:delay|late payment|default|have not paid|haven't paid)"),
        "Which date would suit you to pay it?"),
    Rule("secret", ERROR, (r"(?:your|the) (?:full )?(?:credit |debit |bank )?card (?:number|details)",
        r"your (?:password|pin|cvv|security code|passcode)"),
        "Pay only by our official means; we never ask for passwords or card numbers.", True),
    Rule("identity", ADVICE,
        (r"(?:your|a copy of your|a photo of your|send (?:us )?your) (?:id number|id card|id|identity card|national id|passport"
        r"|social security(?: number)?|ssn|bank account(?: number)?|account number|tax id)",),
        "Name the invoice by its number: there is no need to ask for an identity number.", True),
    Rule("offer", ADVICE, (r"discounts?", r"promotions?", r"special offers?", r"offers?", r"sale", r"rebates?", r"waive(?:d)?",
        r"for free", r"\d+ ?% (?:off|less)", r"coupons?", r"vouchers?", r"bonus", r"settle for less"), ""),
)  # fmt: skip

ELEMENTS = {
    "stop": (r"stop", r"unsubscribe", r"opt out", r"receive no more", r"no longer wish to receive", r"not receive"),
    "pay": (r"pay (?:at|by|online|to|it|in|here|with)", r"you can (?:also )?pay", r"to pay", r"how to pay",
        r"payment (?:plan|options|methods)", r"way to pay", r"bank transfer", r"transfer"),
    "object": (r"do not recogni[sz]e", r"don't recogni[sz]e", r"(?:is|are) (?:wrong|incorrect)", r"does not match", r"disagree",
        r"dispute", r"mistakes?", r"errors?", r"questions?", r"reply", r"let us know", r"tell us", r"call us", r"contact us",
        r"write to us", r"get in touch"),
    "date": (r"today", r"as of", r"calculated", r"to date"),
    "court_denied": (r"(?:is )?not (?:a |an )?(?:court|legal|judicial) (?:document|procedure|proceeding|notice|action)",),
    "rights": (r"(?:your )?rights",), "copy": (r"copy",), "interest": (r"interest",), "fees": (r"fees?", r"charges?", r"costs?"),
    "privacy": (r"privacy(?: (?:notice|policy))?", r"personal data", r"data protection"),
    "only_us": (r"pay(?:ments?)? (?:only|solely|directly) (?:to|into)",),
}  # fmt: skip

SUGGESTIONS = {
    "no_company": "This is {{ company_name }}.",
    "no_name": "{{ greeting }}.",
    "no_amount": "Your balance is {{ amount }}.",
    "no_date": "Calculated on {{ balance_date }}.",
    "no_way_to_pay": "{% if payment_link %}You can pay at {{ payment_link }}{% endif %}",
    "no_way_to_object": "If you have paid or something is wrong, let us know.",
    "no_stop": "{{ stop_words }}",
    "privacy": "{% if privacy_link %}Privacy notice: {{ privacy_link }}{% endif %}",
    "court_denied": "This is not a court notice.",
    "only_us": "Pay only to {{ company_name }}.",
    "copy": "If you would like a copy in writing, just ask.",
    "cold": "If you have paid, thank you. If you need help, we will gladly talk about it.",
    "capitals": "Write in small letters, as in a conversation.",
    "card_in_text": "Name the invoice by its number, not by that of a card or an identity document.",
}

ENGLISH = Language(
    code="en", rules=RULES, elements=ELEMENTS, suggestions=SUGGESTIONS,
    own_words=(
        "the you your is are was were we our us to of and please with this that have has for if it on at be will would when by from "
        "can thank not"
    ),
    kind=(r"thank(?:s| you)?", r"please", r"gladly", r"help", r"agree on", r"understand", r"solution", r"kind", r"grateful",
        r"let us know", r"slipped your mind", r"look forward", r"suits? you", r"happy to"),
    denials=(r"(?:is|are) not (?:a|an|any|the)", r"isn't (?:a|an|any|the)",
        r"(?:never|will not|do not|won't|don't) (?:ask|request|contact|tell|inform|share|call|send|give)\w*"),
    conditions=(r"if", r"unless", r"otherwise"),
)  # fmt: skip
