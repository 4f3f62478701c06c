package studio.atelier.engine.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// Reads the catalog's files: `{provider}/provider.yaml`, `{provider}/{model}.yaml`, and templates for
/// discovered models in `{provider}/_{name}.yaml`; virtual models in `auto/{name}.yaml`; other names of
/// models in `aliases.yaml`. An operator's file replaces the bundled one of the same name, but aliases, which
/// it adds to.
final class CatalogFiles {

    private static final int FILES_MAX = 5_000;
    private static final int FILE_BYTES_MAX = 262_144;
    private static final String ENDING = ".yaml";
    private static final String ALIASES = "aliases";

    /// What the files say.
    ///
    /// @param aliases canonical names by alias, in lower case
    record Content(
            List<CatalogProvider> providers,
            Map<String, String> aliases,
            List<Model> models,
            List<Model> templates,
            List<Route> routes,
            List<Alias> otherNames,
            List<Catalog.TurnedOff> turnedOff) {

        Content {
            providers = List.copyOf(providers);
            aliases = Map.copyOf(aliases);
            models = List.copyOf(models);
            templates = List.copyOf(templates);
            routes = List.copyOf(routes);
            otherNames = List.copyOf(otherNames);
            turnedOff = List.copyOf(turnedOff);
        }
    }

    /// One file.
    ///
    /// @param provider the folder
    /// @param stem     the name without its ending
    /// @param operator from the data folder
    record Source(String provider, String stem, String text, boolean operator) {
        String path() {
            return provider.isEmpty() ? stem + ENDING : provider + "/" + stem + ENDING;
        }
    }

    private CatalogFiles() {}

    /// @param operatorFolder need not exist
    /// @throws IllegalStateException naming every fault, when a bundled file has one
    static Content read(Path operatorFolder) {
        Map<String, Source> files = new TreeMap<>();
        bundled().forEach(file -> files.put(file.path(), file));
        ofOperator(operatorFolder).forEach(file -> files.put(file.path(), file));
        return new CatalogBuilder(files, aliases(operatorFolder)).build();
    }

    /// Bundled ones first.
    private static List<Source> aliases(Path operatorFolder) {
        List<Source> found = new ArrayList<>();
        try (InputStream in = CatalogFiles.class.getResourceAsStream("/catalog/" + ALIASES + ENDING)) {
            if (in == null) {
                throw new IllegalStateException("the aliases are not in the jar");
            }
            found.add(new Source("", ALIASES, new String(in.readAllBytes(), StandardCharsets.UTF_8), false));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Path own = operatorFolder.resolve(ALIASES + ENDING);
        if (Files.isRegularFile(own)) {
            found.add(source(Path.of("", ALIASES + ENDING), own));
        }
        return found;
    }

    private static List<Source> bundled() {
        List<Source> files = new ArrayList<>();
        try {
            for (Resource resource :
                    new PathMatchingResourcePatternResolver().getResources("classpath:catalog/*/*" + ENDING)) {
                String[] path = resource.getURL().getPath().split("/", -1);
                String name = path[path.length - 1];
                files.add(new Source(
                        path[path.length - 2], stem(name), resource.getContentAsString(StandardCharsets.UTF_8), false));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the bundled catalog cannot be read", failure);
        }
        return files;
    }

    private static List<Source> ofOperator(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.find(folder, 2, (path, facts) -> facts.isRegularFile())) {
            return found.filter(path -> path.toString().endsWith(ENDING)
                            && folder.relativize(path).getNameCount() == 2)
                    .sorted()
                    .limit(FILES_MAX)
                    .map(path -> source(folder.relativize(path), path))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("the catalog folder " + folder + " cannot be read", failure);
        }
    }

    /// A file that cannot be read becomes one with a fault, so that it turns off its model and nothing
    /// else.
    private static Source source(Path relative, Path file) {
        String provider = relative.getNameCount() > 1 ? relative.getName(0).toString() : "";
        String stem = stem(relative.getFileName().toString());
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] content = bytes.readNBytes(FILE_BYTES_MAX + 1);
            String text = content.length > FILE_BYTES_MAX
                    ? "the file is larger than " + FILE_BYTES_MAX + " bytes"
                    : new String(content, StandardCharsets.UTF_8);
            return new Source(provider, stem, text, true);
        } catch (IOException failure) {
            return new Source(provider, stem, "the file cannot be read: " + failure.getMessage(), true);
        }
    }

    private static String stem(String name) {
        return name.substring(0, name.length() - ENDING.length());
    }
}
