package studio.atelier.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gives a test class a database of its own, cloned from the migrated template, and drops it afterwards.
/// All tests of the class share it, nested ones too.
///
/// ```java
/// @WithDatabase
/// class ProjectsTest {
///
///     private final TestDatabase database;
///     private final Projects projects;
///
///     ProjectsTest(TestDatabase database) {
///         this.database = database;
///         this.projects = new Projects(database.transactions(), database.ids());
///     }
///
///     @Test
///     void keepsTheName() {
///         var person = database.person("ada@example.org");
///
///         var project = projects.create(person, "Posters");
///
///         var name = database.asOwner().sql("select name from public.projects where id = ?")
///                 .param(project.id()).query(String.class).single();
///         assertThat(name).isEqualTo("Posters");
///     }
/// }
/// ```
///
/// A `Transactions` parameter works like `TestDatabase`.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("database")
@ExtendWith(DatabaseExtension.class)
public @interface WithDatabase {}
