/// AUTOMATIC1111 and Forge: pictures while you wait.
@NullMarked
package studio.atelier.testkit.fake.automatic1111;

import org.jspecify.annotations.NullMarked;
