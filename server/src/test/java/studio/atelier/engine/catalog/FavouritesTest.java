package studio.atelier.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

@WithDatabase
class FavouritesTest {

    private final TestDatabase database;
    private final Favourites favourites;

    FavouritesTest(TestDatabase database) {
        this.database = database;
        var catalog = Catalog.load(Path.of("none"), new CeilingStore(database.transactions()), Clock.systemUTC());
        favourites = new Favourites(catalog, database.transactions());
    }

    @Test
    void belongToOnePersonAndAreKeptOnce() {
        UUID mara = database.person("mara@example.org").person();
        UUID tomas = database.person("tomas@example.org").person();

        favourites.add(mara, "demo/demo-image");
        favourites.add(mara, "demo/demo-image");
        favourites.add(tomas, "openai-compatible/org/llama:70b");

        assertThat(favourites.of(mara)).containsExactly("demo/demo-image");
        assertThat(favourites.of(tomas)).containsExactly("openai-compatible/org/llama:70b");

        favourites.remove(tomas, "demo/demo-image");
        assertThat(favourites.of(mara)).containsExactly("demo/demo-image");
        favourites.remove(mara, "demo/demo-image");
        assertThat(favourites.of(mara)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({",catalog.favourite_invalid", "demo/none,catalog.model_unknown", "'',catalog.favourite_invalid"})
    void refuseWhatIsNoModel(@Nullable String id, String code) {
        UUID person = database.person("nothing-" + code + "-" + (id == null) + "@example.org")
                .person();

        assertThatThrownBy(() -> favourites.add(person, id))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code().code()).isEqualTo(code));
    }

    @Test
    void endAtTheirLimit() {
        UUID person = database.person("collector@example.org").person();
        for (int each = 0; each < Favourites.FAVOURITES_MAX; each++) {
            favourites.add(person, "openai-compatible/m" + each);
        }

        favourites.add(person, "openai-compatible/m0");

        assertThatThrownBy(() -> favourites.add(person, "openai-compatible/one-more"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("take one away first");
        assertThat(favourites.of(person)).hasSize(Favourites.FAVOURITES_MAX);
    }
}
