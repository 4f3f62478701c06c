package studio.atelier.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/// The walls of the house. `mvn test -Datelier.docs.write=true` draws the picture of the rooms anew.
class ArchitectureTest {

    private static final Path MODULES_PAGE = Path.of("../docs/reference/modules.md");
    private static final List<String> WINGS = List.of("surfaces", "studio", "engine", "backend", "platform");
    private static final Pattern PATTERN_NAMES =
            Pattern.compile(".*(Impl|Manager|Helper|Util|Utils|Base|Abstract.*|DTO|Dto|Entity)");

    private static final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("studio.atelier");
    private static final ApplicationModules modules = ApplicationModules.of("studio.atelier");

    @Test
    void roomsUseOnlyWhatTheyDeclareNoInternalsAndNoCircles() {
        modules.verify();
    }

    @Test
    void everyPackageBelongsToARoom() {
        classes()
                .that()
                .resideInAnyPackage("studio.atelier.*.*..")
                .should(new ArchCondition<JavaClass>("belong to a declared room") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        boolean known =
                                modules.getModuleByType(item.getFullName()).isPresent();
                        events.add(new SimpleConditionEvent(item, known, item.getFullName() + " is in no room"));
                    }
                })
                .check(classes);
    }

    @Test
    void arrowsPointDown() {
        var house = layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (String wing : WINGS) {
            house = house.layer(wing).definedBy("studio.atelier." + wing + "..");
        }
        for (int i = 0; i < WINGS.size(); i++) {
            house = i == 0
                    ? house.whereLayer(WINGS.get(i)).mayNotBeAccessedByAnyLayer()
                    : house.whereLayer(WINGS.get(i))
                            .mayOnlyBeAccessedByLayers(WINGS.subList(0, i).toArray(String[]::new));
        }
        house.check(classes);
    }

    @Test
    void wingsHoldOnlyRooms() {
        var inWings = classes.stream()
                .filter(type ->
                        WINGS.stream().anyMatch(wing -> type.getPackageName().equals("studio.atelier." + wing)))
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .map(JavaClass::getFullName);

        assertThat(inWings).isEmpty();
    }

    @Test
    void onlyOneClassOpensTransactions() {
        noClasses()
                .that()
                .resideOutsideOfPackage("studio.atelier.platform.database..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.transaction.support.TransactionTemplate")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.transaction.annotation.Transactional")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("studio.atelier.platform..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("javax.sql.DataSource")
                .check(classes);
    }

    @Test
    void resourcesSpeakHttpAndNeverSql() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.jdbc..")
                .check(classes);
    }

    @Test
    void servicesKnowNoServlet() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Store")
                .or(publicServices())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.servlet..", "org.springframework.web..")
                .check(classes);
    }

    private static DescribedPredicate<JavaClass> publicServices() {
        return DescribedPredicate.describe(
                "public services of the engine and the studio",
                type -> type.getPackageName().matches("studio\\.atelier\\.(engine|studio)\\.[a-z]+")
                        && type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC)
                        && !type.getSimpleName().endsWith("Wiring"));
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .should(new ArchCondition<JavaClass>("be in a null-marked package") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class)
                                || item.getSimpleName().equals("package-info");
                        events.add(new SimpleConditionEvent(item, marked, item.getFullName() + " is not null-marked"));
                    }
                })
                .check(classes);
    }

    @Test
    void namesAreOfTheDomain() {
        classes()
                .should(new ArchCondition<JavaClass>("carry no pattern name") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        boolean clean =
                                !PATTERN_NAMES.matcher(item.getSimpleName()).matches();
                        events.add(
                                new SimpleConditionEvent(item, clean, item.getFullName() + " carries a pattern name"));
                    }
                })
                .check(classes);
    }

    @Test
    void thePictureOfTheRoomsIsCurrent() throws IOException {
        String picture = picture();
        if (Boolean.getBoolean("atelier.docs.write")) {
            Files.createDirectories(MODULES_PAGE.getParent());
            Files.writeString(MODULES_PAGE, picture);
        }
        assertThat(MODULES_PAGE).as("run ./atelier docs").exists().content().isEqualTo(picture);
    }

    private static String picture() {
        StringBuilder page = new StringBuilder("""
                # Rooms

                Drawn from the same model that the architecture test verifies; arrows are uses.

                ```mermaid
                flowchart TD
                """);
        for (String wing : WINGS) {
            List<ApplicationModule> rooms = rooms(wing);
            if (!rooms.isEmpty()) {
                page.append("  subgraph ").append(wing).append('\n');
                rooms.forEach(room -> page.append("    ")
                        .append(node(room))
                        .append('[')
                        .append(last(room))
                        .append("]\n"));
                page.append("  end\n");
            }
        }
        modules.stream()
                .sorted(Comparator.comparing(ArchitectureTest::id))
                .forEach(room -> uses(room).stream()
                        .filter(used -> !used.startsWith("platform."))
                        .forEach(used -> page.append("  ")
                                .append(node(room))
                                .append(" --> ")
                                .append(used.replace('.', '_'))
                                .append('\n')));
        page.append(
                "```\n\nEvery room may use the platform; those arrows are in the table.\n\n| Room | Uses |\n|---|---|\n");
        modules.stream()
                .sorted(Comparator.comparing(ArchitectureTest::id))
                .forEach(room -> page.append("| `")
                        .append(id(room))
                        .append("` | ")
                        .append(String.join(", ", uses(room)))
                        .append(" |\n"));
        return page.toString();
    }

    private static List<ApplicationModule> rooms(String wing) {
        return modules.stream()
                .filter(room -> id(room).startsWith(wing + "."))
                .sorted(Comparator.comparing(ArchitectureTest::id))
                .toList();
    }

    private static TreeSet<String> uses(ApplicationModule room) {
        TreeSet<String> names = new TreeSet<>();
        room.getDirectDependencies(modules)
                .uniqueModules()
                .map(ArchitectureTest::id)
                .forEach(names::add);
        return names;
    }

    private static String id(ApplicationModule room) {
        return room.getIdentifier().toString();
    }

    private static String last(ApplicationModule room) {
        return id(room).substring(id(room).indexOf('.') + 1);
    }

    private static String node(ApplicationModule room) {
        return id(room).replace('.', '_');
    }
}
