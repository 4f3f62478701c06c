package studio.atelier.engine.demo.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/// What the words of a prompt ask for.
///
/// @param scene   which composition
/// @param palette its colours
/// @param marks   things that should be seen: `boat`, `moon`, `mist`, `stars` ...
record Reading(Scene.Kind scene, Palette palette, Set<String> marks) {

    private static final Pattern NOT_A_LETTER = Pattern.compile("[^\\p{L}]+");

    /// One meaning a line, then the words that carry it. `scene.` picks the composition, `palette.` the
    /// colours, `hue.` pulls all colours to one hue, `mark.` puts something into the picture.
    private static final String LEXICON = """
            scene.ridges: mountain mountains ridge ridges alps alpine peak peaks hill hills valley landscape horizon highland himalaya fjord meadow countryside vista canyon cliff cliffs volcano snow berg berge landschaft montagne wilderness cabin
            scene.dunes: desert dune dunes sahara sand sandy oasis mars martian wueste
            scene.sea: sea ocean beach coast shore wave waves lake river harbour harbor island sail sailing boat ship lighthouse water meer bay lagoon tide fishing yacht
            scene.cosmos: space galaxy galaxies planet planets cosmos cosmic nebula universe astronaut orbit star starship rocket saturn comet interstellar weltraum alien
            scene.still: still life vase fruit fruits bowl table cup coffee tea bottle ceramic ceramics pottery lemon lemons apple apples pear pears orange kitchen breakfast product perfume watch paper cut collage bauhaus matisse toy
            scene.flow: abstract flow swirl fluid pattern music dream energy emotion motion wind silk smoke ink marble wave-form texture painting brush expressionist movement dance chaos
            scene.botanical: flower flowers plant plants leaf leaves botanical garden fern ferns bloom blossom rose roses tulip lotus lily orchid bouquet jungle tropical palm monstera herb wildflowers blume blumen poppy poppies sunflower sunflowers
            scene.arcade: architecture arch arches building temple hall corridor palace interior room museum stairs staircase column columns door doorway house villa minimalist concrete cathedral church library courtyard monument geometric geometry gallery
            scene.city: city skyline street skyscraper skyscrapers tower towers downtown urban tokyo york london paris neon cyberpunk metropolis rooftop bridge apartment office stadt traffic
            scene.forest: forest wood woods tree trees pine pines birch jungle grove enchanted fairy woodland wald bamboo redwood sequoia path trail deer fox owl wolf bear
            palette.dawn: dawn sunrise morning daybreak breakfast
            palette.day: day noon sunny midday summer bright clear blue-sky
            palette.golden: golden gold evening warm hour honey amber sunlight sunlit
            palette.dusk: dusk sunset twilight afterglow romantic
            palette.night: night midnight moon moonlight moonlit dark stars starry nocturne nacht lantern
            palette.aurora: aurora borealis northern polar magic magical enchanted
            palette.mist: mist misty fog foggy haze hazy calm quiet silent zen serene minimal minimalist soft
            palette.storm: storm stormy thunder lightning rain rainy dramatic moody gloomy gothic dark noir
            palette.autumn: autumn fall october harvest pumpkin maple leaves rust
            palette.spring: spring april blossom cherry fresh meadow garden
            palette.winter: winter snow snowy ice icy frost frozen glacier arctic christmas
            palette.desert: desert dune dunes sand sahara canyon mars
            palette.neon: neon cyberpunk synthwave vaporwave futuristic cyber retro-wave laser club glitch
            palette.pastel: pastel dreamy cute candy baby gentle kawaii whimsical cotton
            palette.mono: monochrome black-and-white bw grayscale charcoal graphite minimal-black sketch
            palette.deep: underwater deep ocean abyss reef whale diver submarine aquatic
            palette.forest: forest jungle woods moss fern rainforest emerald
            palette.rose: rose romance love valentine wedding blush velvet
            palette.clay: clay terracotta pottery ceramic ceramics mediterranean adobe stucco rustic earth earthy still
            palette.citrus: lemon lemons citrus tropical orange lime fruit fruits juicy beach
            hue.25: red crimson scarlet ruby rot rouge
            hue.55: orange copper tangerine
            hue.100: yellow lemon-yellow gelb jaune
            hue.145: green emerald-green jade gruen vert lime
            hue.190: teal turquoise cyan aqua
            hue.255: blue indigo cobalt azure navy sapphire blau bleu
            hue.305: purple violet lavender lilac amethyst lila
            hue.355: pink magenta fuchsia rosa
            mark.boat: boat ship sail sailing yacht fishing schiff boot
            mark.lighthouse: lighthouse leuchtturm beacon
            mark.balloon: balloon balloons
            mark.birds: bird birds gull gulls crane cranes swallow geese
            mark.cabin: cabin hut house cottage lodge farm barn chalet home
            mark.person: person man woman girl boy traveller traveler hiker wanderer monk knight astronaut someone figure child samurai portrait
            mark.cat: cat kitten katze
            mark.deer: deer stag elk reindeer
            mark.tree: tree oak lonely lone
            mark.pines: pine pines forest fir spruce alpine woods wilderness
            mark.moon: moon moonlight moonlit night nocturne mond
            mark.sun: sun sunny sunset sunrise golden
            mark.stars: stars star starry galaxy milky night midnight cosmos
            mark.aurora: aurora borealis northern
            mark.mist: mist misty fog foggy haze hazy
            mark.rain: rain rainy storm stormy monsoon
            mark.snow: snow snowy snowfall winter blizzard christmas
            mark.water: lake reflection reflections river fjord pond mirror
            mark.rings: saturn ring rings
            mark.fruit: fruit fruits lemon lemons apple apples pear pears orange oranges bowl
            mark.flowers: flower flowers bouquet rose roses tulip tulips blossom bloom poppy poppies wildflowers sunflower sunflowers
            mark.cup: cup coffee tea mug espresso
            """;

    private static final Map<String, List<String>> MEANINGS = parse();

    /// Reads a prompt. The same prompt and random state give the same reading.
    static Reading of(String prompt, SplittableRandom random) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        String[] words = NOT_A_LETTER.split(prompt.toLowerCase(Locale.ROOT), -1);
        for (int i = 0; i < words.length; i++) {
            // What is said first is meant most.
            int weight = 100 - Math.min(i, 60);
            for (String meaning : meanings(words[i])) {
                // A scene is what is named first; light and colour are what most words speak of.
                weights.merge(meaning, weight, meaning.startsWith("scene.") ? Math::max : Integer::sum);
            }
        }
        Scene.Kind scene = strongest(weights, "scene.")
                .map(name -> Scene.Kind.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElseGet(() -> Scene.Kind.ALL.get(random.nextInt(Scene.Kind.ALL.size())));
        Palette palette = Palette.named(strongest(weights, "palette.").orElseGet(() -> fitting(scene, random)))
                .turn(random.nextDouble(-9, 9));
        if (weights.containsKey("palette.night") && !palette.dark()) {
            palette = palette.night();
        }
        Optional<String> hue = strongest(weights, "hue.");
        if (hue.isPresent()) {
            palette = palette.towards(Lab.lch(0.65, 0.16, Double.parseDouble(hue.get())), 0.62);
        }
        Set<String> marks = new LinkedHashSet<>();
        weights.keySet().stream()
                .filter(meaning -> meaning.startsWith("mark."))
                .forEach(meaning -> marks.add(meaning.substring(5)));
        return new Reading(scene, palette, marks);
    }

    boolean has(String mark) {
        return marks.contains(mark);
    }

    Reading with(Palette other) {
        return new Reading(scene, other, marks);
    }

    private static List<String> meanings(String word) {
        List<String> found = MEANINGS.get(word);
        if (found == null && word.length() > 4 && word.endsWith("s")) {
            found = MEANINGS.get(word.substring(0, word.length() - 1));
        }
        return found == null ? List.of() : found;
    }

    private static Optional<String> strongest(Map<String, Integer> weights, String prefix) {
        return weights.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .map(entry -> entry.getKey().substring(prefix.length()));
    }

    /// Colours that suit a composition when the prompt says nothing of light or season.
    private static String fitting(Scene.Kind scene, SplittableRandom random) {
        List<String> choice = switch (scene) {
            case RIDGES -> List.of("dawn", "golden", "dusk", "mist", "autumn", "winter", "rose");
            case DUNES -> List.of("desert", "golden", "dusk", "clay", "rose");
            case SEA -> List.of("dawn", "day", "golden", "dusk", "night", "deep");
            case COSMOS -> List.of("night", "neon", "aurora", "dusk");
            case STILL -> List.of("clay", "pastel", "citrus", "rose", "mist", "autumn");
            case FLOW -> List.of("deep", "dusk", "clay", "neon", "citrus", "pastel", "forest", "rose");
            case BOTANICAL -> List.of("spring", "forest", "clay", "rose", "mist", "pastel");
            case ARCADE -> List.of("clay", "desert", "pastel", "golden", "rose", "mist");
            case CITY -> List.of("night", "neon", "dusk", "mist", "golden");
            case FOREST -> List.of("forest", "mist", "golden", "autumn", "dawn");
        };
        return choice.get(random.nextInt(choice.size()));
    }

    private static Map<String, List<String>> parse() {
        Map<String, List<String>> all = new HashMap<>();
        LEXICON.lines().forEach(line -> {
            int colon = line.indexOf(':');
            String meaning = line.substring(0, colon).trim();
            for (String word : line.substring(colon + 1).trim().split(" +", -1)) {
                all.computeIfAbsent(word, _ -> new ArrayList<>(2)).add(meaning);
            }
        });
        return all;
    }
}
