import Foundation
import TestFolders

/// SmolLM2-135M-Instruct as `scripts/bootstrap` installs it, and what tests let it read.
public enum RealModel {
    private static let place = ".deps/models/SmolLM2-135M-Instruct.Q4_1.gguf"
    public static let path = PackageRoot.file(place)
    public static let isInstalled = PackageRoot.has(place)

    /// Prose, code, numbers, languages, scripts, emoji, markup, white space, and a text of more than 300 tokens.
    public static let texts = [
        "The lighthouse keeper counted the ships each evening and wrote their names into a small green book.",
        """
        def mean(values: list[float]) -> float:
            if not values:
                raise ValueError("mean of nothing")
            return sum(values) / len(values)  # 3.14159
        """,
        "On 2023-11-05 the account held 1,048,576.25 EUR; 17 % of 240 is 40.8, and 2**10 = 1024.",
        "Größere Schiffe fuhren früher nur bei Flut in den Hafen, weil er sonst zu seicht gewesen wäre.",
        "昨日は雨が降っていたので、図書館で古い地図を見ていました。Москва — столица России.",
        "Team 🚀 shipped it 🎉🎉 — thanks to María-José & Łukasz! 👩‍👩‍👧‍👦 naïve café ½ × ¾",
        "<|im_start|>user\nWhat is the capital of Norway?<|im_end|>\n<|im_start|>assistant\nOslo.<|im_end|>\n",
        "a",
        """
        When the railway came to the valley, the old coach road was given up, and with it the three inns that had \
        lived from its travellers. The first of them, the White Horse, was bought by a schoolteacher who wanted the \
        large stables for his collection of stones. He had gathered them on his walks for thirty years: slates with \
        the prints of ferns, grey lumps that opened to show purple crystals, and one round black stone which he \
        believed had fallen from the sky. The second inn stood empty until the flood, when its cellar served the \
        whole village as a store for salted meat, because it was the only one that stayed dry. Nobody could say why. \
        Some thought that the builder had known of a spring behind the hill and had led its water away in clay \
        pipes, which were indeed found many years later, when the new road was dug. The third inn became a mill. Its \
        owner, a woman of few words, had seen in the city how paper was made from rags, and she was sure that it \
        could be made from straw as well. For two winters she boiled, beat and pressed, and what came out was brown \
        and tore at the folds. In the third winter a letter arrived from a printer in the capital. He had received \
        her samples, he wrote, and although they were of no use for books, they were exactly what the bakers had \
        been asking for: a strong, cheap paper in which bread stayed fresh and kept its crust. He ordered four \
        hundred reams. She read the letter twice, folded it, put it into the drawer of the kitchen table, and went \
        out to tell her only worker that they would need another boiler before spring.

            1. one boiler
            2. two presses
        """,
    ]

    /// Texts to continue.
    public static let prompts = [
        "The three primary colours are", "def fibonacci(n):\n",
        "<|im_start|>user\nName a large city.<|im_end|>\n<|im_start|>assistant\n",
        "Im Jahr 1905 veröffentlichte",
    ]
}
