package studio.atelier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of the guide for those who come from Supabase is counted from the tests and never written by hand.
/// `mvn test -Dtest=SupabaseGuideTest -Datelier.docs.write=true` writes it anew.
class SupabaseGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "guides", "move-from-supabase.md");
    private static final Path CLIENTS = Path.of("..", "e2e", "tests");
    private static final Path CLASSES = Path.of("src", "test", "java");
    private static final String BEGIN = "<!-- the table is made from the tests: begin -->\n";
    private static final String END = "<!-- the table is made from the tests: end -->\n";
    private static final Pattern CLIENT_TEST = Pattern.compile("(?m)^ +it\\('");
    private static final Pattern HEADING = Pattern.compile("(?m)^## ");

    @Test
    void theTableIsThatOfTheTests() throws Exception {
        String guide = Files.readString(GUIDE);
        String current = guide.substring(0, guide.indexOf(BEGIN) + BEGIN.length())
                + table(areas())
                + guide.substring(guide.indexOf(END));
        if (Boolean.getBoolean("atelier.docs.write")) {
            Files.writeString(GUIDE, current);
        }
        assertThat(GUIDE)
                .as("mvn test -Dtest=SupabaseGuideTest -Datelier.docs.write=true")
                .content()
                .isEqualTo(current);
    }

    private record Area(String name, Map<String, List<String>> facts) {

        List<String> words(String fact) {
            return facts.getOrDefault(fact, List.of()).stream()
                    .flatMap(line -> Stream.of(line.split(", ")))
                    .toList();
        }
    }

    private static List<Area> areas() {
        List<Area> areas = new ArrayList<>();
        for (String line : resource("guides/supabase.txt").lines().toList()) {
            if (line.startsWith("## ")) {
                areas.add(new Area(line.substring(3), new TreeMap<>()));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                String[] fact = line.split(": ", 2);
                areas.getLast()
                        .facts()
                        .computeIfAbsent(fact[0], _ -> new ArrayList<>())
                        .add(fact[1]);
            }
        }
        return areas;
    }

    private static String table(List<Area> areas) throws Exception {
        StringBuilder table = new StringBuilder("""

                | Area | Cases over HTTP | Flows with supabase-js | What differs, and why |
                | --- | --- | --- | --- |
                """);
        for (Area area : areas) {
            long cases = 0;
            for (String name : area.words("tests")) {
                cases += cases(type(name));
            }
            for (String file : area.words("cases")) {
                cases += HEADING.matcher(resource(file)).results().count();
            }
            long flows = 0;
            for (String file : area.words("clients")) {
                flows += CLIENT_TEST
                        .matcher(Files.readString(CLIENTS.resolve(file + ".test.js")))
                        .results()
                        .count();
            }
            assertThat(cases + flows).as(area.name()).isPositive();
            String differs = area.facts().getOrDefault("differs", List.of()).stream()
                    .map(line -> line.replace(" :: ", ": "))
                    .map(line -> line + ".")
                    .collect(Collectors.joining("<br>"));
            table.append("| ")
                    .append(area.name())
                    .append(" | ")
                    .append(shown(cases))
                    .append(" | ");
            table.append(shown(flows)).append(" | ").append(differs).append(" |\n");
        }
        return table.append('\n').toString();
    }

    private static String shown(long count) {
        return count == 0 ? "" : Long.toString(count);
    }

    private static Class<?> type(String simpleName) throws IOException, ClassNotFoundException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            Path source = files.filter(file -> file.endsWith(simpleName + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no test " + simpleName));
            String name = CLASSES.relativize(source).toString().replace(".java", "");
            return Class.forName(name.replace('/', '.').replace('\\', '.'));
        }
    }

    private static long cases(Class<?> type) throws Exception {
        long cases = 0;
        for (Method method : type.getDeclaredMethods()) {
            cases += cases(type, method);
        }
        return cases;
    }

    private static long cases(Class<?> type, Method method) throws Exception {
        if (method.isAnnotationPresent(Test.class)) {
            return 1;
        }
        CsvSource rows = method.getAnnotation(CsvSource.class);
        if (rows != null) {
            return rows.value().length
                    + rows.textBlock().lines().filter(line -> !line.isBlank()).count();
        }
        ValueSource values = method.getAnnotation(ValueSource.class);
        if (values != null) {
            return values.strings().length + values.ints().length + values.longs().length;
        }
        MethodSource source = method.getAnnotation(MethodSource.class);
        if (source != null) {
            Method rowsOf = type.getDeclaredMethod(source.value().length == 0 ? method.getName() : source.value()[0]);
            rowsOf.setAccessible(true);
            return ((Collection<?>) rowsOf.invoke(null)).size();
        }
        return 0;
    }

    private static String resource(String name) {
        try (InputStream in = SupabaseGuideTest.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
