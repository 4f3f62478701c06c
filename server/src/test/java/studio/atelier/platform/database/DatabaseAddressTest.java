package studio.atelier.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.settings.Secret;

class DatabaseAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ada:p%40ss%2Bw@db.example:6432/studio?sslmode=require",
                "postgres://db.example:6432/studio?user=ada&password=p%40ss%2Bw&sslmode=require",
                "jdbc:postgresql://db.example:6432/studio?user=ada&password=p%40ss%2Bw&sslmode=require",
            })
    void readsTheSameFromEveryForm(String url) {
        DatabaseAddress address = DatabaseAddress.parse(url);

        assertThat(address.hosts()).isEqualTo("db.example:6432");
        assertThat(address.database()).isEqualTo("studio");
        assertThat(address.user()).isEqualTo("ada");
        assertThat(address.password()).contains(new Secret("p@ss+w"));
        assertThat(address.parameters()).isEqualTo(Map.of("sslmode", "require"));
    }

    @Test
    void fillsInPortAndDatabase() {
        DatabaseAddress address = DatabaseAddress.parse("postgresql://ada@db1.example,db2.example:6432");

        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://db1.example:5432,db2.example:6432/ada");
        assertThat(address.password()).isEmpty();
    }

    @Test
    void writesAUriThatReadsBack() {
        DatabaseAddress address = DatabaseAddress.parse("postgresql://ada:p%40s%20s@db.example/studio");

        assertThat(DatabaseAddress.parse(address.libpqUri())).isEqualTo(address);
    }

    @Test
    void neverShowsThePassword() {
        DatabaseAddress address = DatabaseAddress.parse("postgresql://ada:secret@db.example/studio");

        assertThat(address).asString().isEqualTo("ada@db.example:5432/studio");
        assertThat(address.jdbcUrl()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://a:secret@b/c",
                "postgresql://:secret@db.example/studio",
                "postgresql:///secret",
                "secret"
            })
    void refusesWhatItCannotReadWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> DatabaseAddress.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
