using System.Globalization;
using System.Xml;

namespace FlowForge.Bench.Data;

/// <summary>The orders as XML: an attribute, elements, and a customer inside.</summary>
internal static class XmlFile
{
    internal static void Write(string path, Orders orders, long rows)
    {
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        using var xml = XmlWriter.Create(file, new XmlWriterSettings { Indent = true, IndentChars = " ", NewLineChars = "\n" });
        xml.WriteStartElement("orders");
        for (long i = 0; i < rows; i++)
        {
            orders.Next();
            WriteOrder(xml, orders);
        }
        xml.WriteEndElement();
    }

    private static void WriteOrder(XmlWriter xml, Orders orders)
    {
        xml.WriteStartElement("order");
        xml.WriteAttributeString("id", orders.Id.ToString());
        xml.WriteElementString("placed", orders.Placed.ToString("yyyy-MM-dd'T'HH:mm:ss"));
        xml.WriteStartElement("customer");
        xml.WriteElementString("name", orders.Customer);
        xml.WriteElementString("city", orders.City);
        xml.WriteEndElement();
        xml.WriteElementString("product", orders.Product);
        xml.WriteElementString("quantity", orders.Quantity.ToString());
        xml.WriteElementString("price", orders.Price.ToString(CultureInfo.InvariantCulture));
        if (orders.Note is not null) xml.WriteElementString("note", orders.Note);
        xml.WriteEndElement();
    }
}
