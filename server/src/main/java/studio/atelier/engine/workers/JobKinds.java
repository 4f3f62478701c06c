package studio.atelier.engine.workers;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.generation.RemoteRuns;

/// The kinds of jobs that workers can be asked for: the endpoints of the models of the provider `workers`.
/// Data, so that a new kind is a file. Thread-safe.
final class JobKinds {

    private final Catalog catalog;
    private volatile @Nullable Map<String, List<String>> models;

    JobKinds(Catalog catalog) {
        this.catalog = catalog;
    }

    /// Read at first use, because the catalog asks the database, which is not there while the rooms are
    /// wired; then kept, because files are read once.
    private Map<String, List<String>> models() {
        Map<String, List<String>> known = models;
        if (known == null) {
            known = catalog.models().stream()
                    .filter(model -> model.provider().equals(RemoteRuns.PROVIDER))
                    .collect(Collectors.groupingBy(
                            model -> model.wire().endpoint(),
                            TreeMap::new,
                            Collectors.mapping(Model::model, Collectors.toUnmodifiableList())));
            models = known;
        }
        return known;
    }

    /// In the order of their names.
    Set<String> all() {
        return models().keySet();
    }

    boolean knows(String kind) {
        return models().containsKey(kind);
    }

    /// Names of models without their provider.
    ///
    /// @return empty for an unknown kind
    List<String> models(String kind) {
        return models().getOrDefault(kind, List.of());
    }
}
