<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
  <context>
    <name>QFileDialog</name>
    <message>
      <source>&amp;Look in:</source>
      <translation>&amp;Папка:</translation>
    </message>
    <message>
      <source>Files of &amp;type:</source>
      <translation>&amp;Тип файлов:</translation>
    </message>
    <message>
      <source>Save in:</source>
      <translation>Папка:</translation>
    </message>
  </context>
  <context>
    <name>QAbstractFileIconProvider</name>
    <message>
      <source>Drive</source>
      <translation>Диск</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Файл</translation>
    </message>
    <message>
      <source>%1 File</source>
      <translation>Файл %1</translation>
    </message>
    <message>
      <source>File Folder</source>
      <translation>Папка с файлами</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Папка</translation>
    </message>
  </context>
  <context>
    <name>QLocale</name>
    <message numerus="yes">
      <source>%n byte(s)</source>
      <translation>
        <numerusform>%n байт</numerusform>
        <numerusform>%n байта</numerusform>
        <numerusform>%n байт</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 bytes</source>
      <translation>%1 байт</translation>
    </message>
  </context>
</TS>
