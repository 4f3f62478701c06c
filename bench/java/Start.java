import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// bench/start: an empty web application, the server on an existing folder and the server on a new one, in
/// turn.
final class Start {

    private static final double EXISTING_FACTOR_MAX = 3;
    private static final long NEW_EXTRA_MILLIS_MAX = 10_000;

    public static void main(String[] arguments) throws Exception {
        String server = arguments[0];
        String empty = arguments[1];
        int rounds = Integer.parseInt(arguments[2]);
        String plain = arguments[3];
        String flags = arguments[4];
        List<Long> empties = new ArrayList<>();
        List<Long> existings = new ArrayList<>();
        List<Long> news = new ArrayList<>();
        Path existing = Subject.folder();
        time(server, List.of("run"), flags, existing, false);
        for (int round = 0; round < rounds; round++) {
            empties.add(time(empty, List.of(), plain, existing, false));
            existings.add(time(server, List.of("run"), flags, existing, false));
            Path fresh = Subject.folder();
            news.add(time(server, List.of("run"), flags, fresh, true));
            Subject.delete(fresh);
        }
        Subject.delete(existing);
        long yardstick = median(empties);
        double factor = (double) median(existings) / yardstick;
        long extra = median(news) - median(existings);
        System.out.printf("empty application   %6d ms   %s%n", yardstick, empties);
        System.out.printf("existing folder     %6d ms   %s   %.2f x the empty one (limit %.0f)%n",
                median(existings), existings, factor, EXISTING_FACTOR_MAX);
        System.out.printf("new folder          %6d ms   %s   existing + %d ms (limit %d)%n",
                median(news), news, extra, NEW_EXTRA_MILLIS_MAX);
        boolean held = factor <= EXISTING_FACTOR_MAX && extra <= NEW_EXTRA_MILLIS_MAX;
        System.out.println(held ? "within the limits" : "OVER the limits");
        System.exit(held || rounds == 1 ? 0 : 1);
    }

    private static long time(String jar, List<String> arguments, String flags, Path data, boolean parts) throws Exception {
        try (Subject subject = Subject.start(jar, arguments, flags, Map.of("ATELIER_DATA", data.toString()))) {
            if (parts) {
                Files.readString(subject.output())
                        .lines()
                        .filter(line -> line.contains("the database is ready: "))
                        .map(line -> line.replaceAll(".*the database is ready: ([^\"]*).*", "  new folder: $1"))
                        .forEach(System.out::println);
            }
            return subject.ready().toMillis();
        }
    }

    private static long median(List<Long> values) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
