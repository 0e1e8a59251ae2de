using FlowForge.Explore.Findings;
using FlowForge.Explore.Relationships;

namespace FlowForge.Explore.Tests.Relationships;

public class InclusionTests
{
    /// <summary>Orphans, coverage and cardinality as a loop over all rows counts them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20240229)]
    [InlineData(777)]
    public void Find_RandomKeys_CountsAsBruteForceDoes(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 8; round++)
        {
            int parents = random.Next(5, 200), children = random.Next(50, 600);
            double orphanShare = random.NextDouble() * 0.2;
            int[] parentKeys = [.. Enumerable.Range(1, parents).Select(i => i * 3)];
            int?[] childKeys = [.. Enumerable.Range(0, children).Select(i => i % 17 == 16 ? (int?)null : random.NextDouble() < orphanShare ? -random.Next(1, 50) : parentKeys[random.Next(parents)])];
            using var world = new Exploration();
            world.Table("customers", $"SELECT * FROM (VALUES {string.Join(", ", parentKeys.Select(key => $"({key}, 'c{key}')"))}) v(customer_id, label)");
            world.Table("visits", $"SELECT * FROM (VALUES {string.Join(", ", childKeys.Select((key, i) => $"({i}, {(key is { } value ? value.ToString() : "NULL")})"))}) v(visit_id, customer_id)");
            ExplorationFindings findings = world.Explore("customers", "visits");

            int[] given = [.. childKeys.OfType<int>()];
            HashSet<int> known = [.. parentKeys];
            Relationship? found = findings.Relationships.FirstOrDefault(one => one.Child.ToString() == "visits.customer_id");
            int orphans = given.Count(key => !known.Contains(key));
            if ((double)orphans / given.Length > 0.3) continue;
            Assert.True(found is not null, $"seed {seed}, round {round}: nothing found, {orphans} of {given.Length} are orphans");
            Assert.Equal((given.Length, orphans, given.Where(key => !known.Contains(key)).Distinct().Count()), ((int)found.ChildRows, (int)found.OrphanRows, (int)found.OrphanValues));
            Assert.Equal((double)given.Where(known.Contains).Distinct().Count() / parents, found.ParentCoverage, tolerance: 0.0001);
            Assert.Equal(given.GroupBy(key => key).Any(same => same.Count() > 1) ? Cardinality.ManyToOne : Cardinality.OneToOne, found.Cardinality);
        }
    }

    [Fact]
    public void Find_SmallNumbersWithoutAName_AreNoReference()
    {
        using var world = new Exploration();
        world.Table("products", "SELECT i AS product_id, 'p' || i AS label FROM range(1, 101) r(i)");
        world.Table("baskets", "SELECT i AS basket_id, 1 + i % 9 AS quantity, 1 + i % 80 AS points FROM range(1, 501) r(i)");
        Assert.Empty(world.Explore("products", "baskets").Relationships);
    }

    [Fact]
    public void Cycles_EmployeesAndDepartments_AreFound()
    {
        using var world = new Exploration();
        world.Table("employees", "SELECT i AS employee_id, 1 + i % 10 AS department_id, CASE WHEN i > 5 THEN 1 + i % 5 END AS manager_id FROM range(1, 101) r(i)");
        world.Table("departments", "SELECT i AS department_id, 100 - i AS head_employee_id FROM range(1, 11) r(i)");
        ExplorationFindings findings = world.Explore("employees", "departments");
        Assert.Contains(findings.Cycles, cycle => cycle.SequenceEqual(["departments", "employees", "departments"]));
    }

    [Fact]
    public void Keys_OnlyTogetherUnique_AreFoundAsComposite()
    {
        using var world = new Exploration();
        world.Table("prices", "SELECT 1 + i % 40 AS product_id, DATE '2024-01-01' + (i // 40)::INT AS price_date, round(hash(i) % 1000 / 10.0, 2) AS price FROM range(2000) r(i)");
        var key = world.Explore("prices").Datasets[0].Keys[0];
        Assert.Equal(["product_id", "price_date"], key.Columns);
        Assert.True(key.IsUnique);
    }
}
