"""The client companies of the demo: who works there and what they ordered, counted back from today."""

from dataclasses import dataclass

from ..aggregates.account import CompanyIdentity


@dataclass(frozen=True, slots=True)
class Client:
    """A client company of the demo, as it is told."""

    identity: CompanyIdentity
    managers: tuple[tuple[str, str, str], ...]
    people: tuple[tuple[str, str], ...]
    orders: tuple[tuple[int, str, int], ...]
    """Days before today, course code, how many people (the next ones of the list, round and round)."""


FRET_ATLANTIQUE = Client(
    CompanyIdentity(
        "Fret Atlantique SAS", ("4 rue du Port", "44600 Saint-Nazaire"), "552100554", "FR96552100554", "en"
    ),
    (
        ("Claire", "Morel", "claire.morel@fret-atlantique.example"),
        ("Antoine", "Le Goff", "antoine.legoff@fret-atlantique.example"),
        ("Sofia", "Almeida", "sofia.almeida@fret-atlantique.example"),
    ),
    (
        ("Karim", "Benali"),
        ("Łucja", "Wójcik"),
        ("Jean-Marc", "d’Aubigné"),
        ("Ann", "O’Neill"),
        ("Θεόδωρος", "Παππάς"),
        ("Marie", "Dupont"),
        ("Yann", "Kerbrat"),
        ("Inès", "Haddad"),
        ("Mehdi", "Bouzid"),
        ("Élodie", "Guérin"),
        ("Ольга", "Петрова"),
        ("Pierre-Louis", "Fontaine"),
        ("Noémie", "Besnard"),
        ("Thomas", "Lefèvre"),
        ("Aïcha", "Diallo"),
        ("Gaëtan", "Rousseau"),
        ("Manon", "Caradec"),
        ("Hugo", "Martins"),
        ("Zoé", "Perrin"),
        ("Nikola", "Đorđević"),
        ("Camille", "Tanguy"),
        ("Rémi", "Sauvage"),
        ("Fatou", "Ndiaye"),
        ("Loïc", "Prigent"),
        ("Agnès", "Riou"),
        ("Bastien", "Colin"),
        ("Chloé", "Maréchal"),
        ("Driss", "El Amrani"),
        ("Estelle", "Vasseur"),
        ("Florian", "Guillou"),
        ("Gwenaëlle", "Le Bris"),
        ("Henri", "Poulain"),
        ("Isabelle", "Texier"),
        ("Joris", "Hamon"),
        ("Katell", "Morvan"),
        ("Lucas", "Bertin"),
        ("Mélanie", "Joly"),
        ("Nadia", "Cherif"),
        ("Olivier", "Brunet"),
        ("Paul", "Delmas"),
    ),
    (
        (1100, "DGA", 8),
        (1010, "AVSEC", 6),
        (900, "DGA", 6),
        (745, "LIB", 6),
        (725, "DGA", 8),
        (640, "AVSEC", 7),
        (600, "DGA", 5),
        (420, "LIB", 7),
        (330, "DGA", 8),
        (210, "AVSEC", 6),
        (120, "LIB", 6),
        (70, "DGA", 7),
        (12, "DGA", 5),
        (3, "LIB", 4),
    ),
)
NORDLUFT = Client(
    CompanyIdentity(
        "Nordluft Handling GmbH", ("Cargo City Süd 571", "60549 Frankfurt"), "", "DE136695976", "en", "DE"
    ),
    (
        ("Jürgen", "Vogt", "juergen.vogt@nordluft.example"),
        ("Katrin", "Schäfer", "katrin.schaefer@nordluft.example"),
    ),
    (
        ("Anke", "Bauer"),
        ("Björn", "Lindqvist"),
        ("Çağla", "Yılmaz"),
        ("Dieter", "Groß"),
        ("Emre", "Aydın"),
        ("Frauke", "Jensen"),
        ("Günther", "Maier"),
        ("Heike", "Lorenz"),
        ("Ivana", "Horváthová"),
        ("Jonas", "Weiß"),
        ("Katarzyna", "Nowak"),
        ("Lars", "Petersen"),
        ("Mirjam", "Köhler"),
        ("Nils", "Sørensen"),
        ("Özlem", "Kaya"),
        ("Petr", "Dvořák"),
        ("Ralf", "Zimmermann"),
        ("Sabine", "Krüger"),
        ("Tomasz", "Zieliński"),
        ("Ute", "Hartmann"),
    ),
    (
        (980, "AVSEC", 5),
        (710, "DGA", 6),
        (500, "AVSEC", 4),
        (300, "DGA", 5),
        (100, "LIB", 5),
        (6, "AVSEC", 3),
    ),
)
CLIENTS = (FRET_ATLANTIQUE, NORDLUFT)
