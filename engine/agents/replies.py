"""Short answers to small talk, and to what the product can't do, where no chat model is at hand."""

from __future__ import annotations

from collections.abc import Mapping

from engine.agents import cues
from engine.agents.reading import listed, words

GREETING, THANKS, FAREWELL, WHO, ABILITIES, OTHER, UNABLE, UNKNOWN = (
    "greeting", "thanks", "farewell", "who", "abilities", "other", "unable", "unknown",
)  # fmt: skip

# Words that only one of the languages has, as `reading.words` writes them.
_LANGUAGES: Mapping[str, frozenset[str]] = {
    "de": listed(
        "hallo guten servus moin danke dank vielen wer was kannst bist du dir wie geht tschuss bis morgen "
        "abend nacht heisst ich"
    ),
    "es": listed(
        "hola buenos buenas dias tardes noches gracias muchas quien eres que puedes hacer como estas adios "
        "hasta luego te"
    ),
    "fr": listed(
        "bonjour bonsoir salut coucou merci qui es tu peux faire comment vas ca va au revoir bonne nuit t' beaucoup"
    ),
}
# Looked at in this order: 'thanks, bye' is a farewell, 'hi, what can you do' a question.
_KINDS = (
    (ABILITIES, "abilities"),
    (WHO, "you_are"),
    (FAREWELL, "farewell"),
    (THANKS, "thanks"),
    (GREETING, "greeting"),
)

_REPLIES: Mapping[str, Mapping[str, str]] = {
    "en": {
        GREETING: "Hello! Ask me something about your documents.",
        THANKS: "You're welcome.",
        FAREWELL: "Goodbye!",
        WHO: "I'm Nacre: a program on this computer that answers from your own documents, with exact citations.",
        ABILITIES: "I answer questions from your documents and name the source of each sentence. I also find passages, "
        "summarise and compare, list, count and calculate. In the app, / shows the commands: /ingest adds documents, "
        "/help explains the rest. On the command line, nacre --help does.",
        OTHER: "I'm best with questions about your documents.",
        UNABLE: "I can't do that: I work offline with your documents, and reach no devices, shops, "
        "messages or live data.",
        UNKNOWN: "The library does not say, and I can't look it up elsewhere: I work offline with your documents.",
    },
    "de": {
        GREETING: "Hallo! Frag mich etwas zu deinen Dokumenten.",
        THANKS: "Gern geschehen.",
        FAREWELL: "Auf Wiedersehen!",
        WHO: "Ich bin Nacre: ein Programm auf diesem Rechner, das aus deinen eigenen Dokumenten "
        "antwortet, mit genauen "
        "Belegen.",
        ABILITIES: "Ich beantworte Fragen aus deinen Dokumenten und nenne zu jedem Satz die Quelle. Ich finde auch "
        "Stellen, fasse zusammen und vergleiche, liste auf, zähle und rechne. In der App zeigt / die Befehle: /ingest "
        "nimmt Dokumente auf, /help erklärt den Rest. Auf der Kommandozeile tut das nacre --help.",
        OTHER: "Am besten kann ich Fragen zu deinen Dokumenten beantworten.",
        UNABLE: "Das kann ich nicht: Ich arbeite ohne Netz mit deinen Dokumenten und erreiche weder "
        "Geräte noch Läden, "
        "Nachrichten oder aktuelle Daten.",
        UNKNOWN: "Die Bibliothek sagt es nicht, und anderswo kann ich nicht nachsehen: Ich arbeite ohne Netz mit "
        "deinen Dokumenten.",
    },
    "es": {
        GREETING: "¡Hola! Pregúntame algo sobre tus documentos.",
        THANKS: "De nada.",
        FAREWELL: "¡Hasta luego!",
        WHO: "Soy Nacre: un programa en este ordenador que responde a partir de tus propios "
        "documentos, con citas exactas.",
        ABILITIES: "Respondo preguntas a partir de tus documentos y doy la fuente de cada frase. También busco "
        "pasajes, resumo y comparo, enumero, cuento y calculo. En la aplicación, / muestra las órdenes: /ingest añade "
        "documentos, /help explica el resto. En la línea de órdenes lo hace nacre --help.",
        OTHER: "Lo mío son las preguntas sobre tus documentos.",
        UNABLE: "No puedo hacerlo: trabajo sin red con tus documentos, sin acceso a aparatos, "
        "tiendas, mensajes ni datos "
        "en directo.",
        UNKNOWN: "La biblioteca no lo dice, y no puedo buscarlo en otra parte: trabajo sin red con tus documentos.",
    },
    "fr": {
        GREETING: "Bonjour ! Posez-moi une question sur vos documents.",
        THANKS: "Avec plaisir.",
        FAREWELL: "Au revoir !",
        WHO: "Je suis Nacre : un programme sur cet ordinateur qui répond à partir de vos propres documents, avec des "
        "citations exactes.",
        ABILITIES: "Je réponds à partir de vos documents et je donne la source de chaque phrase. Je trouve aussi des "
        "passages, je résume et compare, je liste, compte et calcule. Dans l'application, / montre les commandes : "
        "/ingest ajoute des documents, /help explique le reste. En ligne de commande, nacre --help le fait.",
        OTHER: "Je suis surtout là pour les questions sur vos documents.",
        UNABLE: "Je ne peux pas le faire : je travaille hors ligne avec vos documents, sans accès aux appareils, aux "
        "boutiques, aux messages ni aux données en direct.",
        UNKNOWN: "La bibliothèque ne le dit pas, et je ne peux pas chercher ailleurs : je travaille hors ligne avec "
        "vos documents.",
    },
}  # fmt: skip


def language(text: str) -> str:
    """'de', 'es' or 'fr' where a text has more of its words than of the others', else 'en'."""
    found = words(text)
    counts = {name: sum(word in known for word in found) for name, known in _LANGUAGES.items()}
    best = max(counts, key=lambda name: counts[name])
    tied = sum(count == counts[best] for count in counts.values()) > 1
    return best if counts[best] and not tied and 2 * counts[best] >= min(len(found), 4) else "en"


def smalltalk(text: str) -> str:
    """A short line for small talk, in the language of the text where that is one of four."""
    known = cues.load()
    hits = {known.groups[group] for group, _ in known.find(words(text))}
    kind = next((kind for kind, group in _KINDS if group in hits), OTHER)
    if kind == WHO and "greeting" in hits:
        kind = GREETING  # how are you
    return _REPLIES[language(text)][kind]


def unable(text: str) -> str:
    """A short line for what the product can't do, in the language of the text where that is one of four."""
    return _REPLIES[language(text)][UNABLE]


def unknown(text: str) -> str:
    """A short line for a question about the world that the library has no answer to, in its language likewise."""
    return _REPLIES[language(text)][UNKNOWN]
