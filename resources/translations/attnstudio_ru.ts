<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
  <context>
    <name>attnstudio</name>
    <message>
      <source>Explain this layer</source>
      <translation>Объяснить этот слой</translation>
    </message>
    <message>
      <source>Copy name of layer</source>
      <translation>Копировать имя слоя</translation>
    </message>
    <message>
      <source>What excites this channel</source>
      <translation>Что возбуждает этот канал</translation>
    </message>
    <message>
      <source>Copy name of channel</source>
      <translation>Скопировать имя канала</translation>
    </message>
    <message>
      <source>Back to the map</source>
      <translation>Назад к карте</translation>
    </message>
    <message>
      <source>Show this channel</source>
      <translation>Показать этот канал</translation>
    </message>
    <message>
      <source>What excites its first channels</source>
      <translation>Что возбуждает его первые каналы</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>Изображения</translation>
    </message>
    <message>
      <source>Explain</source>
      <translation>Объяснение</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>Результаты</translation>
    </message>
    <message>
      <source>Jobs</source>
      <translation>Задачи</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>Журнал</translation>
    </message>
    <message>
      <source>Inspector</source>
      <translation>Инспектор</translation>
    </message>
    <message>
      <source>Measure</source>
      <translation>Измерение</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>Доля верных ответов</translation>
    </message>
    <message>
      <source>Map at every layer</source>
      <translation>Карта на каждом слое</translation>
    </message>
    <message>
      <source>Mean map</source>
      <translation>Средняя карта</translation>
    </message>
    <message>
      <source>Attack</source>
      <translation>Атака</translation>
    </message>
    <message>
      <source>Backdoors</source>
      <translation>Бэкдоры</translation>
    </message>
    <message>
      <source>Activation maximisation</source>
      <translation>Максимизация активации</translation>
    </message>
    <message>
      <source>Concepts</source>
      <translation>Концепты</translation>
    </message>
    <message>
      <source>{reason}</source>
      <translation>{reason}</translation>
    </message>
    <message>
      <source>--boxes says how much of a map lies on the object, and there is no --method. Add one, or leave it out.</source>
      <translation>--boxes показывает, какая доля карты лежит на объекте, а --method не задан. Укажите метод или уберите --boxes.</translation>
    </message>
    <message>
      <source>There are no pictures in {folders}.</source>
      <translation>Нет изображений в {folders}.</translation>
    </message>
    <message>
      <source>The certificate {file} was valid until {day}. Make new ones with attnstudio cluster init.</source>
      <translation>Срок действия сертификата {file} истёк {day}. Создайте новые командой attnstudio cluster init.</translation>
    </message>
    <message>
      <source>{file} already exists. Choose another folder, or delete it first.</source>
      <translation>Файл {file} уже существует. Выберите другую папку или сначала удалите его.</translation>
    </message>
    <message>
      <source>Certificates need the package cryptography, which is not installed. Install attnstudio[cluster].</source>
      <translation>Для сертификатов нужен пакет cryptography, который не установлен. Установите attnstudio[cluster].</translation>
    </message>
    <message>
      <source>{folder} has no {name}. A {role} needs {needed} of the folder that attnstudio cluster init has made.</source>
      <translation>В {folder} нет файла {name}. Для роли {role} нужны файлы {needed} из папки, созданной командой attnstudio cluster init.</translation>
    </message>
    <message>
      <source>The certificate {file} cannot be used: {reason}. Copy it again, or make new ones with attnstudio cluster init.</source>
      <translation>Сертификат {file} нельзя использовать: {reason}. Скопируйте его заново или создайте новые командой attnstudio cluster init.</translation>
    </message>
    <message>
      <source>The worker on {host} has attnstudio {found}, and this is {version}: maps could differ. Install the same version on all machines.</source>
      <translation>На исполнителе {host} установлен attnstudio {found}, а здесь {version}: карты могут различаться. Установите одну версию на всех компьютерах.</translation>
    </message>
    <message>
      <source>The scheduler {address} has gone away. What is finished stays; the same call goes on, on a cluster or without one.</source>
      <translation>Планировщик {address} больше не отвечает. Готовые результаты сохранены; тот же вызов продолжит работу — на кластере или без него.</translation>
    </message>
    <message>
      <source>No scheduler could be started on this machine. The log has the details.</source>
      <translation>Не удалось запустить планировщик на этом компьютере. Подробности в журнале.</translation>
    </message>
    <message>
      <source>The model file {file} cannot be read ({reason}).</source>
      <translation>Файл модели {file} не читается ({reason}).</translation>
    </message>
    <message>
      <source>{address} cannot be used: {reason}. Check that attnstudio cluster scheduler runs there, of the same version.</source>
      <translation>{address} нельзя использовать: {reason}. Убедитесь, что там работает attnstudio cluster scheduler той же версии.</translation>
    </message>
    <message>
      <source>No worker came to {address} within {seconds} s. Start one with attnstudio cluster worker.</source>
      <translation>К {address} в течение {seconds} с не подключился ни один исполнитель. Запустите его командой attnstudio cluster worker.</translation>
    </message>
    <message>
      <source>A cluster needs the package distributed, which is not installed. Install attnstudio[cluster].</source>
      <translation>Для кластера нужен пакет distributed, который не установлен. Установите attnstudio[cluster].</translation>
    </message>
    <message>
      <source>{address} is no address of a scheduler. It is tls://HOST:PORT, such as tls://192.168.1.10:{port}, or local:N for N processes of this machine.</source>
      <translation>{address} не является адресом планировщика. Укажите tls://УЗЕЛ:ПОРТ, например tls://192.168.1.10:{port}, или local:N для N процессов на этом компьютере.</translation>
    </message>
    <message>
      <source>{address} needs --certificates DIR: the folder that attnstudio cluster init has made.</source>
      <translation>Для {address} нужен параметр --certificates DIR: папка, созданная командой attnstudio cluster init.</translation>
    </message>
    <message>
      <source>{text}: N of local:N is the number of processes, 1 to 1024.</source>
      <translation>{text}: N в local:N — число процессов, от 1 до 1024.</translation>
    </message>
    <message>
      <source>{address} is refused: without TLS anybody on the network could run programs on this cluster, because its scheduler runs whatever it is sent. Make certificates with attnstudio cluster init, and use tls:// and --certificates.</source>
      <translation>Адрес {address} отклонён: без TLS любой в сети мог бы запускать программы на этом кластере, так как его планировщик выполняет всё, что ему пришлют. Создайте сертификаты командой attnstudio cluster init и укажите tls:// и --certificates.</translation>
    </message>
    <message>
      <source>{address} does not answer within {seconds} s. Check the address, and that no firewall is between.</source>
      <translation>{address} не отвечает в течение {seconds} с. Проверьте адрес и убедитесь, что соединению не мешает межсетевой экран.</translation>
    </message>
    <message>
      <source>{address} cannot be reached: {reason}. Check the address, and that attnstudio cluster scheduler runs there.</source>
      <translation>Не удалось соединиться с {address}: {reason}. Проверьте адрес и убедитесь, что там работает attnstudio cluster scheduler.</translation>
    </message>
    <message>
      <source>The scheduler at {address} has a certificate of another authority than {file} ({reason}). Use the certificates of its cluster.</source>
      <translation>Сертификат планировщика {address} выдан не тем центром сертификации, что {file} ({reason}). Используйте сертификаты его кластера.</translation>
    </message>
    <message>
      <source>{address} does not speak TLS ({reason}). Start its scheduler with --certificates.</source>
      <translation>{address} не поддерживает TLS ({reason}). Запустите планировщик с параметром --certificates.</translation>
    </message>
    <message>
      <source>The scheduler at {address} hung up while it was greeted: it does not speak TLS, or refuses the certificate {file}.</source>
      <translation>Планировщик {address} разорвал соединение при установлении связи: он не поддерживает TLS или отклоняет сертификат {file}.</translation>
    </message>
    <message>
      <source>{address} hangs up at once: it is no scheduler of Dask.</source>
      <translation>{address} сразу разрывает соединение: это не планировщик Dask.</translation>
    </message>
    <message>
      <source>The scheduler at {address} refuses the certificate {file}: it is of another authority, or expired. Use the certificates of its cluster.</source>
      <translation>Планировщик {address} отклоняет сертификат {file}: он выдан другим центром сертификации, или срок его действия истёк. Используйте сертификаты его кластера.</translation>
    </message>
    <message>
      <source>The worker {worker} does not see the pictures: their files are sent to the workers.</source>
      <translation>Исполнитель {worker} не видит изображений: их файлы отправляются исполнителям.</translation>
    </message>
    <message>
      <source>No worker is left: it waits for one. It can be stopped, and goes on later.</source>
      <translation>Исполнителей не осталось: ожидается новый. Работу можно остановить и продолжить позже.</translation>
    </message>
    <message>
      <source>The worker {worker} cannot keep the model file {file}: its cache folder is full or may not be written.</source>
      <translation>Исполнитель {worker} не может сохранить файл модели {file}: его папка кэша переполнена или недоступна для записи.</translation>
    </message>
    <message numerus="yes">
      <source>A worker ended while it had {n} pictures: they are computed by another one.</source>
      <translation>
        <numerusform>Исполнитель завершился, имея {n} изображение: его вычислит другой.</numerusform>
        <numerusform>Исполнитель завершился, имея {n} изображения: их вычислит другой.</numerusform>
        <numerusform>Исполнитель завершился, имея {n} изображений: их вычислит другой.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{count} workers ended while they had {n} pictures: they are tried in halves.</source>
      <translation>
        <numerusform>Завершилось исполнителей: {count}, у каждого было {n} изображение: оно вычисляется по половинам.</numerusform>
        <numerusform>Завершилось исполнителей: {count}, у каждого было {n} изображения: они вычисляются по половинам.</numerusform>
        <numerusform>Завершилось исполнителей: {count}, у каждого было {n} изображений: они вычисляются по половинам.</numerusform>
      </translation>
    </message>
    <message>
      <source>{file} ended {count} worker processes that tried it: it is left out. They may have too little memory for it.</source>
      <translation>При обработке {file} аварийно завершились процессы-исполнители ({count}): изображение пропущено. Возможно, им не хватает памяти.</translation>
    </message>
    <message>
      <source>A scheduler on {host} needs --certificates: without TLS anybody on the network could run programs on this cluster, because its scheduler runs whatever it is sent. Make them with attnstudio cluster init.</source>
      <translation>Планировщику на {host} нужен параметр --certificates: без TLS любой в сети мог бы запускать программы на этом кластере, так как планировщик выполняет всё, что ему пришлют. Создайте сертификаты командой attnstudio cluster init.</translation>
    </message>
    <message>
      <source>The dashboard needs the package bokeh, which is not installed.</source>
      <translation>Для панели наблюдения нужен пакет bokeh, который не установлен.</translation>
    </message>
    <message>
      <source>No scheduler can listen on {host}, port {port}: {reason}. Choose another port with --port, or an address of this machine with --host.</source>
      <translation>Планировщик не может принимать соединения на {host}, порт {port}: {reason}. Выберите другой порт параметром --port или адрес этого компьютера параметром --host.</translation>
    </message>
    <message>
      <source>The worker {worker} has attnstudio {found}, and this is {version}: maps could differ. Install the same version on all machines.</source>
      <translation>На исполнителе {worker} установлен attnstudio {found}, а здесь {version}: карты могут различаться. Установите одну версию на всех компьютерах.</translation>
    </message>
    <message>
      <source>--set {text} is of no attack, and there is no --method.</source>
      <translation>--set {text} не относится ни к одной атаке, а --method не указан.</translation>
    </message>
    <message>
      <source>--eps {text}: {name} is not among the attacks of the call.</source>
      <translation>--eps {text}: атаки {name} нет среди атак вызова.</translation>
    </message>
    <message>
      <source>--throughput measures alone: give neither --against nor --peak-memory with it.</source>
      <translation>--throughput измеряется отдельно: не указывайте вместе с ним ни --against, ни --peak-memory.</translation>
    </message>
    <message>
      <source>--cluster is measured with --throughput.</source>
      <translation>--cluster измеряется вместе с --throughput.</translation>
    </message>
    <message>
      <source>--attacks measures alone: give neither --methods, --against, --throughput nor --peak-memory with it.</source>
      <translation>--attacks измеряет отдельно: не указывайте вместе с ним --methods, --against, --throughput и --peak-memory.</translation>
    </message>
    <message>
      <source>--certificates needs --cluster tls://HOST:PORT.</source>
      <translation>Параметр --certificates требует --cluster tls://УЗЕЛ:ПОРТ.</translation>
    </message>
    <message>
      <source>{option} is at most {limit}.</source>
      <translation>{option}: не больше {limit}.</translation>
    </message>
    <message>
      <source>Give pictures or folders to evaluate on, or --truth.</source>
      <translation>Назовите картинки или папки для оценки или укажите --truth.</translation>
    </message>
    <message>
      <source>--scenes needs --truth.</source>
      <translation>--scenes указывают вместе с --truth.</translation>
    </message>
    <message>
      <source>--target annotated needs --boxes, which names the classes.</source>
      <translation>Для --target annotated нужен --boxes: он называет классы.</translation>
    </message>
    <message>
      <source>--count-difficult needs --boxes, which says what is difficult.</source>
      <translation>Для --count-difficult нужен --boxes: там сказано, какие объекты трудные.</translation>
    </message>
    <message>
      <source>--truth all writes into the folder of --output, and no report: give one truth for that.</source>
      <translation>--truth all пишет в папку, указанную в --output, и не составляет отчёта: для отчёта задайте одну истину.</translation>
    </message>
    <message>
      <source>--truth brings its own pictures, regions, targets and model: give no others.</source>
      <translation>У --truth свои картинки, области, классы и модель: других не называйте.</translation>
    </message>
    <message>
      <source>--truth makes its pictures in memory, on this machine: leave out --cluster.</source>
      <translation>При --truth изображения создаются в памяти этого компьютера: уберите --cluster.</translation>
    </message>
    <message>
      <source>--like-pictures needs pictures: name a data set, a folder or files.</source>
      <translation>--like-pictures требует изображений: назовите набор данных, папку или файлы.</translation>
    </message>
    <message>
      <source>Name a folder for the findings with --output, or give --json.</source>
      <translation>Укажите папку для результатов с помощью --output или задайте --json.</translation>
    </message>
    <message>
      <source>Only one session can be opened at a time, not {files}.</source>
      <translation>Одновременно можно открыть только один сеанс, а не {files}.</translation>
    </message>
    <message>
      <source>There is no component {name}. attnstudio licences lists them.</source>
      <translation>Компонента {name} нет. Все перечисляет команда attnstudio licences.</translation>
    </message>
    <message>
      <source>{model} is a file of your own; there is nothing to install.</source>
      <translation>{model} — ваш собственный файл, устанавливать нечего.</translation>
    </message>
    <message>
      <source>{model} comes with the program; there is nothing to install.</source>
      <translation>{model} поставляется вместе с программой, устанавливать нечего.</translation>
    </message>
    <message>
      <source>--method names no method. See: attnstudio methods.</source>
      <translation>В --method не указан ни один метод. Список: attnstudio methods.</translation>
    </message>
    <message>
      <source>--attack names no attack. See: attnstudio attacks.</source>
      <translation>--attack не называет ни одной атаки. См. attnstudio attacks.</translation>
    </message>
    <message>
      <source>{option} expects ID.PARAM=VALUE, not {text}.</source>
      <translation>{option} ожидает ID.ПАРАМЕТР=ЗНАЧЕНИЕ, а не {text}.</translation>
    </message>
    <message>
      <source>{option} {text}: {name} is not among those of {chosen_by} ({names}).</source>
      <translation>{option} {text}: {name} нет среди указанных в {chosen_by} ({names}).</translation>
    </message>
    <message>
      <source>{method} has no parameter {name}. Its parameters are: {names}.</source>
      <translation>У метода {method} нет параметра {name}. Его параметры: {names}.</translation>
    </message>
    <message>
      <source>Name a file for the table with --output, or give --json.</source>
      <translation>Укажите файл таблицы параметром --output или задайте --json.</translation>
    </message>
    <message>
      <source>{model} is a regression: it has no classes to check.</source>
      <translation>{model} — регрессия: у неё нет классов для проверки.</translation>
    </message>
    <message numerus="yes">
      <source>None of the {n} pictures is named after a class of {model}, nor is its folder. Name them after their classes ({names}, ...), or give the class names with --labels.</source>
      <translation>
        <numerusform>Ни одно из изображений ({n}) не названо, само или по папке, классом модели {model}. Назовите их по классам ({names}, ...) или укажите имена классов через --labels.</numerusform>
        <numerusform>Ни одно из изображений ({n}) не названо, само или по папке, классом модели {model}. Назовите их по классам ({names}, ...) или укажите имена классов через --labels.</numerusform>
        <numerusform>Ни одно из изображений ({n}) не названо, само или по папке, классом модели {model}. Назовите их по классам ({names}, ...) или укажите имена классов через --labels.</numerusform>
      </translation>
    </message>
    <message>
      <source>--title needs FIELD=TEXT, not {text}.</source>
      <translation>Для --title нужно ПОЛЕ=ТЕКСТ, а не {text}.</translation>
    </message>
    <message>
      <source>Write `runs merge FOLDER FOLDER ... --output DIR`, or `runs FOLDER`.</source>
      <translation>Введите `runs merge FOLDER FOLDER ... --output DIR` или `runs FOLDER`.</translation>
    </message>
    <message>
      <source>--labels, --preprocessing, --model-output, --output-kind and --input-size are for your own .keras or .h5 file, not for {model}.</source>
      <translation>--labels, --preprocessing, --model-output, --output-kind и --input-size — для вашего файла .keras или .h5, а не для {model}.</translation>
    </message>
    <message>
      <source>{file} has no region for {pictures}: {reason}. Choose the annotation file of these pictures.</source>
      <translation>В {file} нет области для {pictures}: {reason}. Выберите файл разметки этих изображений.</translation>
    </message>
    <message>
      <source>{file} is not in a supported annotation format ({forms}). Export it in one of these.</source>
      <translation>Формат разметки файла {file} не поддерживается. Экспортируйте её в одном из форматов: {forms}.</translation>
    </message>
    <message>
      <source>{file} is empty. Copy it again, or export the annotations again.</source>
      <translation>Файл {file} пуст. Скопируйте его заново или ещё раз экспортируйте разметку.</translation>
    </message>
    <message>
      <source>{file} has a region for {picture}, but several of these pictures have this name. Rename them.</source>
      <translation>В файле {file} есть область для {picture}, но это имя носят несколько изображений. Переименуйте их.</translation>
    </message>
    <message>
      <source>they have no annotated objects</source>
      <translation>на них нет размеченных объектов</translation>
    </message>
    <message>
      <source>{folder} has several annotation files for {picture}: {files}. Keep only one of them.</source>
      <translation>В {folder} несколько файлов разметки для {picture}: {files}. Оставьте один из них.</translation>
    </message>
    <message>
      <source>it describes {others}</source>
      <translation>он описывает {others}</translation>
    </message>
    <message>
      <source>{file} has several entries that match {picture}. Rename the pictures, or split the file.</source>
      <translation>В файле {file} несколько записей подходят к {picture}. Переименуйте изображения или разделите файл.</translation>
    </message>
    <message>
      <source>no annotation file in it has their names</source>
      <translation>ни один файл разметки в ней не носит их имён</translation>
    </message>
    <message>
      <source>it has no annotated objects</source>
      <translation>в нём нет размеченных объектов</translation>
    </message>
    <message>
      <source>To include them, count crowd and difficult objects too.</source>
      <translation>Чтобы учесть их, включите учёт толп и трудных объектов.</translation>
    </message>
    <message>
      <source>it has no area</source>
      <translation>площадь фигуры равна нулю</translation>
    </message>
    <message>
      <source>the box {box} (left, top, right, bottom) lies outside of the picture ({size})</source>
      <translation>рамка {box} (левый, верхний, правый, нижний край) лежит вне изображения ({size})</translation>
    </message>
    <message>
      <source>{name}: all usable objects are marked as difficult or crowd ({count}). {way}</source>
      <translation>{name}: все пригодные объекты помечены как трудные или как толпа ({count}). {way}</translation>
    </message>
    <message>
      <source>{name}: none of its shapes can be used: {reasons}. Correct them, or export the annotations again.</source>
      <translation>{name}: ни одну из фигур нельзя использовать: {reasons}. Исправьте их или ещё раз экспортируйте разметку.</translation>
    </message>
    <message>
      <source>{name}: shapes left out ({count}), {shapes}: {reason}.</source>
      <translation>{name}: пропущены фигуры ({count}), {shapes}: {reason}.</translation>
    </message>
    <message>
      <source>{name}: objects marked as difficult or crowd were left out: {count}. {way}</source>
      <translation>{name}: объекты, помеченные как трудные или как толпа, не учтены: {count}. {way}</translation>
    </message>
    <message>
      <source>{name}: the region joins objects of several classes: {labels}.</source>
      <translation>{name}: область объединяет объекты нескольких классов: {labels}.</translation>
    </message>
    <message>
      <source>{name}: shapes left out for other reasons: {count}.</source>
      <translation>{name}: пропущено фигур по другим причинам: {count}.</translation>
    </message>
    <message>
      <source>{name}: objects marked as difficult or crowd were included: {count}.</source>
      <translation>{name}: объекты, помеченные как трудные или как толпа, учтены: {count}.</translation>
    </message>
    <message>
      <source>it has no box and no outline: bbox cannot be None</source>
      <translation>нет ни рамки, ни контура: значение bbox не может быть None</translation>
    </message>
    <message>
      <source>it has only keypoints, no box and no outline</source>
      <translation>есть только ключевые точки, нет ни рамки, ни контура</translation>
    </message>
    <message>
      <source>it is a panoptic segmentation, which is not supported</source>
      <translation>это паноптическая сегментация, она не поддерживается</translation>
    </message>
    <message>
      <source>it is a caption</source>
      <translation>это подпись к изображению</translation>
    </message>
    <message>
      <source>the mask has {mask_size} pixels, and the picture {size}</source>
      <translation>маска имеет {mask_size} пикселей, а изображение — {size}</translation>
    </message>
    <message>
      <source>{name}: the outline of {shape} cannot be used; its box is used instead: {reason}.</source>
      <translation>{name}: контур объекта {shape} нельзя использовать, учтена его рамка: {reason}.</translation>
    </message>
    <message>
      <source>{file} is larger than {limit} MB. Split it, or leave out the pictures that you do not need.</source>
      <translation>Файл {file} больше {limit} МБ. Разделите его или уберите из него ненужные изображения.</translation>
    </message>
    <message>
      <source>{file} cannot be read: {reason}. Choose another file, or change its permissions.</source>
      <translation>Не удаётся прочитать {file}: {reason}. Выберите другой файл или измените права доступа.</translation>
    </message>
    <message>
      <source>{file} is damaged or incomplete ({reason}). Copy it again, or export the annotations again.</source>
      <translation>Файл {file} повреждён или неполон ({reason}). Скопируйте его заново или ещё раз экспортируйте разметку.</translation>
    </message>
    <message>
      <source>{file} is nested too deeply for an annotation file. Export the annotations again.</source>
      <translation>Вложенность файла {file} слишком велика для файла разметки. Экспортируйте разметку снова.</translation>
    </message>
    <message>
      <source>There is not enough memory to read {file}. Close other programs, or split the file.</source>
      <translation>Не хватает памяти, чтобы прочитать {file}. Закройте другие программы или разделите файл.</translation>
    </message>
    <message>
      <source>{file} is a device or a pipe. Choose an annotation file.</source>
      <translation>{file} — устройство или канал. Выберите файл разметки.</translation>
    </message>
    <message>
      <source>There is no annotation file {file}. Check its name.</source>
      <translation>Нет файла разметки {file}. Проверьте его имя.</translation>
    </message>
    <message>
      <source>{file} is in CVAT's video format. Export the task as 'CVAT for images 1.1'.</source>
      <translation>Файл {file} — в формате CVAT для видео. Экспортируйте задание как 'CVAT for images 1.1'.</translation>
    </message>
    <message>
      <source>a shape of the type {kind} encloses no area</source>
      <translation>фигура типа {kind} не ограничивает площадь</translation>
    </message>
    <message>
      <source>{name}: JPEG and WebP blur a mask; pixels brighter than mid-grey are taken as the region.</source>
      <translation>{name}: JPEG и WebP размывают маску; областью считаются пиксели светлее среднего серого.</translation>
    </message>
    <message>
      <source>{name}: the value 255 is treated as void, not as an object, as in class masks of Pascal VOC: {share}.</source>
      <translation>{name}: значение 255 считается неразмеченной частью, а не объектом, как в масках классов Pascal VOC: {share}.</translation>
    </message>
    <message>
      <source>{name}: the mask contains only void pixels (255 in masks of Pascal VOC). Choose the mask of an object, or give the object another value than 255.</source>
      <translation>{name}: маска содержит только неразмеченные пиксели (255 в масках Pascal VOC). Выберите маску объекта или задайте объекту значение, отличное от 255.</translation>
    </message>
    <message>
      <source>it has no box: xmin cannot be None</source>
      <translation>нет рамки: значение xmin не может быть None</translation>
    </message>
    <message>
      <source>{name}: {reason}. Correct it, or export the annotations again.</source>
      <translation>{name}: {reason}. Исправьте это или ещё раз экспортируйте разметку.</translation>
    </message>
    <message>
      <source>{key} cannot be {found}: unknown type of shape</source>
      <translation>{key}: недопустимое значение {found}: неизвестный тип фигуры</translation>
    </message>
    <message>
      <source>{key} cannot be {found}: points needed: {least}</source>
      <translation>значение {key} не может быть {found}: нужно точек не меньше {least}</translation>
    </message>
    <message>
      <source>the box {box} (left, top, right, bottom) ends before it begins</source>
      <translation>рамка {box} (левый, верхний, правый, нижний край) кончается раньше, чем начинается</translation>
    </message>
    <message>
      <source>{name}: a region may have up to {shapes} shapes and {points} points. Simplify it, or export it as a mask.</source>
      <translation>{name}: в области может быть до {shapes} фигур и {points} точек. Упростите её или экспортируйте как маску.</translation>
    </message>
    <message>
      <source>{key} cannot be {found}</source>
      <translation>значение {key} не может быть {found}</translation>
    </message>
    <message>
      <source>{file} declares a document type, which is not supported. Remove its &lt;!DOCTYPE ...&gt; in a text editor.</source>
      <translation>В {file} объявлен тип документа, такие файлы не поддерживаются. Удалите из него &lt;!DOCTYPE ...&gt; в текстовом редакторе.</translation>
    </message>
    <message>
      <source>{name}: classes missing from classes.txt or data.yaml: {classes}. Does that file belong to this data set?</source>
      <translation>{name}: классы, которых нет в classes.txt или data.yaml: {classes}. Относится ли этот файл к этому набору данных?</translation>
    </message>
    <message>
      <source>{name}: the classes have no names. Put classes.txt or data.yaml next to the file to name them.</source>
      <translation>{name}: у классов нет имён. Чтобы задать их, положите рядом с файлом classes.txt или data.yaml.</translation>
    </message>
    <message>
      <source>{name}: YOLO coordinates are fractions of the picture's size, but the picture {picture} was not found. Give the picture with its folder.</source>
      <translation>{name}: координаты YOLO — доли размера изображения, а изображение {picture} не найдено. Укажите изображение вместе с папкой.</translation>
    </message>
    <message>
      <source>{file} describes a data set, but there is no folder 'labels' with .txt files next to it. Choose the folder of the .txt files.</source>
      <translation>{file} — описание набора данных, но рядом с ним нет папки 'labels' с файлами .txt. Выберите папку с файлами .txt.</translation>
    </message>
    <message>
      <source>its coordinates are not fractions of the picture's size, from 0 to 1</source>
      <translation>координаты не являются долями размера изображения от 0 до 1</translation>
    </message>
    <message>
      <source>its numbers are neither a box nor an outline: {count}</source>
      <translation>числа не задают ни рамку, ни контур: {count}</translation>
    </message>
    <message>
      <source>the meaning of its sixth number is unknown</source>
      <translation>значение шестого числа неизвестно</translation>
    </message>
    <message>
      <source>{file} has values from {low} to {high}: neither from 0 to 1 nor from 0 to 255. Save the pictures as they are before the model's preprocessing.</source>
      <translation>В {file} значения от {low} до {high}: это ни 0–1, ни 0–255. Сохраните изображения такими, какие они до предобработки модели.</translation>
    </message>
    <message>
      <source>{file} is not there: the last one of this array is {last}.</source>
      <translation>{file} не существует: последний элемент этого массива имеет номер {last}.</translation>
    </message>
    <message>
      <source>{array} in {file} is no array of pictures: its rows have the shape {shape} and the type {type}. Choose one of (n, height, width) or (n, height, width, 1, 3 or 4).</source>
      <translation>{array} в {file} не является массивом изображений: его строки имеют форму {shape} и тип {type}. Выберите массив вида (n, высота, ширина) или (n, высота, ширина, 1, 3 или 4).</translation>
    </message>
    <message>
      <source>{file} has more than {limit} million pixels. Open a smaller version of it.</source>
      <translation>В {file} больше {limit} млн пикселей. Откройте уменьшенную версию.</translation>
    </message>
    <message numerus="yes">
      <source>{file} is not there: {array_file} is cut off after {count} of {n} pictures. Copy or download it again.</source>
      <translation>
        <numerusform>{file} отсутствует: {array_file} обрывается после {count} из {n} изображения. Скопируйте или скачайте его заново.</numerusform>
        <numerusform>{file} отсутствует: {array_file} обрывается после {count} из {n} изображений. Скопируйте или скачайте его заново.</numerusform>
        <numerusform>{file} отсутствует: {array_file} обрывается после {count} из {n} изображений. Скопируйте или скачайте его заново.</numerusform>
      </translation>
    </message>
    <message>
      <source>{file} cannot be read: {reason}. Open a copy.</source>
      <translation>Не удаётся прочитать {file}: {reason}. Откройте копию.</translation>
    </message>
    <message>
      <source>{file} has values that are not finite numbers. Replace them, and save the array again.</source>
      <translation>В {file} есть значения, не являющиеся конечными числами. Замените их и сохраните массив заново.</translation>
    </message>
    <message>
      <source>{file} has no array {array}. Open the file to see which it has.</source>
      <translation>В {file} нет массива {array}. Откройте файл, чтобы увидеть, какие массивы в нём есть.</translation>
    </message>
    <message>
      <source>{file} is damaged or incomplete ({reason}). Copy or download it again.</source>
      <translation>{file} повреждён или неполон ({reason}). Скопируйте или скачайте его заново.</translation>
    </message>
    <message>
      <source>{array} in {file} holds pickled objects and is not opened: such data can run program code when it is opened. Save it as an array of numbers or texts.</source>
      <translation>{array} в {file} содержит объекты Python в формате pickle и не открывается: такие данные при открытии могут выполнить программный код. Сохраните его как массив чисел или строк.</translation>
    </message>
    <message>
      <source>{array} in {file} is stored column by column, so that no picture lies in one piece. Save numpy.ascontiguousarray of it.</source>
      <translation>{array} в {file} хранится по столбцам, поэтому ни одно изображение не лежит в файле целиком. Сохраните результат numpy.ascontiguousarray.</translation>
    </message>
    <message>
      <source>{array} in {file} is a single value, not an array.</source>
      <translation>{array} в {file} — одно значение, а не массив.</translation>
    </message>
    <message>
      <source>{file} takes more than {limit} GB when it is unpacked. Save it uncompressed (numpy.savez), or split it.</source>
      <translation>{file} в распакованном виде занимает больше {limit} ГБ. Сохраните его без сжатия (numpy.savez) или разделите.</translation>
    </message>
    <message>
      <source>{file} is not there: it was moved or deleted. Choose it again.</source>
      <translation>Файла {file} нет: его переместили или удалили. Выберите его снова.</translation>
    </message>
    <message>
      <source>{file} holds more than {limit} arrays. Split it.</source>
      <translation>В {file} больше {limit} массивов. Разделите его.</translation>
    </message>
    <message>
      <source>{file} is no IDX file as MNIST has them. Download it again, or choose another.</source>
      <translation>{file} не является файлом IDX, как у MNIST. Скачайте его заново или выберите другой.</translation>
    </message>
    <message>
      <source>{array} has another size than its header says</source>
      <translation>размер {array} не совпадает с указанным в заголовке</translation>
    </message>
    <message>
      <source>it holds not one picture</source>
      <translation>в нём нет ни одного изображения</translation>
    </message>
    <message>
      <source>it was cut off while it was read</source>
      <translation>он был обрезан во время чтения</translation>
    </message>
    <message>
      <source>it ends in its header</source>
      <translation>он обрывается в заголовке</translation>
    </message>
    <message>
      <source>strength</source>
      <translation>сила</translation>
    </message>
    <message>
      <source>There is no attack {attack}. The attacks are: {attacks}.</source>
      <translation>Атаки {attack} нет. Есть атаки: {attacks}.</translation>
    </message>
    <message>
      <source>{attack} does not measure its change by {norm}. It can: {norms}.</source>
      <translation>{attack} не измеряет изменение в норме {norm}. Допустимы: {norms}.</translation>
    </message>
    <message>
      <source>{attack} aims at no class. Leave the target out.</source>
      <translation>{attack} не бывает направленной. Уберите целевой класс.</translation>
    </message>
    <message>
      <source>The quality of a JPEG is from 1 to 100, not {value}.</source>
      <translation>Качество JPEG задаётся числом от 1 до 100, а не {value}.</translation>
    </message>
    <message>
      <source>Eps must be a number above 0, not {eps}.</source>
      <translation>Eps должно быть числом больше 0, а не {eps}.</translation>
    </message>
    <message>
      <source>By L0, eps is a number of pixels, 1 or more, not {eps}.</source>
      <translation>В норме L0 eps — это число пикселей, не меньше 1, а не {eps}.</translation>
    </message>
    <message>
      <source>Eps is a share of the range of a picture, 0 to 1, not {eps}. In steps of 255, write {eps}/255.</source>
      <translation>Eps — доля диапазона яркости изображения, от 0 до 1, а не {eps}. В уровнях из 255 пишите {eps}/255.</translation>
    </message>
    <message>
      <source>Eps {eps} is more than any change of such a picture can be by {norm}: {most}.</source>
      <translation>Eps {eps} больше наибольшего возможного изменения такого изображения в норме {norm}: {most}.</translation>
    </message>
    <message>
      <source>Eps is a number such as 0.03 or 8/255, not {text}.</source>
      <translation>Eps — число вида 0.03 или 8/255, а не {text}.</translation>
    </message>
    <message>
      <source>The gradient of the model is 0 for this picture, so the attack did not move it. That is no robustness: try an attack that needs no gradients, such as square or spsa.</source>
      <translation>Градиент модели для этого изображения равен 0, поэтому атака его не изменила. Это не устойчивость: попробуйте атаку, которой градиенты не нужны, например square или spsa.</translation>
    </message>
    <message>
      <source>The model is so sure of this picture that the gradient of its probabilities is 0 in single precision. The attack uses the logits, whose gradient is not.</source>
      <translation>Модель настолько уверена в ответе, что градиент вероятностей с одинарной точностью равен 0. Атака использует логиты, градиент которых не равен 0.</translation>
    </message>
    <message>
      <source>The model was wrong about every picture before, so none was attacked: nothing here tells how robust it is. Check the labels, the order of the classes and the preprocessing.</source>
      <translation>Модель ошибалась на всех изображениях уже до атаки, поэтому ни одно не атаковано и об устойчивости модели судить нельзя. Проверьте метки, порядок классов и предобработку.</translation>
    </message>
    <message>
      <source>The picture has no label: the model's own answer, {name}, is attacked.</source>
      <translation>У изображения нет метки: атакуется собственный ответ модели, {name}.</translation>
    </message>
    <message>
      <source>The model takes this picture for {answer}, not for {label}: it is not attacked, and is left out of the success rate.</source>
      <translation>Ответ модели — {answer}, а не {label}: изображение не атакуется и не учитывается в доле успешных атак.</translation>
    </message>
    <message>
      <source>The model already takes this picture for {name}, the target of the attack: it is not attacked, and is left out of the success rate.</source>
      <translation>Модель уже относит это изображение к классу {name}, цели атаки: оно не атакуется и не учитывается в доле успеха.</translation>
    </message>
    <message>
      <source>Every picture that the model is right about is of the target class already, so none was attacked. Choose another target.</source>
      <translation>Все изображения, на которых модель не ошибается, уже относятся к целевому классу, поэтому ни одно не атаковано. Выберите другую цель.</translation>
    </message>
    <message>
      <source>Eps is {levels} of 255, less than one step: rounded to 8 bits, nothing of the attack is left.</source>
      <translation>Eps составляет {levels} из 255, меньше одного уровня: после округления до 8 бит от атаки ничего не остаётся.</translation>
    </message>
    <message>
      <source>The attack succeeds before its picture is rounded to 8 bits, but not when it is saved.</source>
      <translation>Атака удаётся до округления изображения до 8 бит, но не после сохранения.</translation>
    </message>
    <message>
      <source>Rounded to 8 bits, the change has a length of {left}, of {found} before: most of the attack is lost. Choose a larger eps.</source>
      <translation>После округления до 8 бит длина изменения равна {left} вместо {found}: большая часть атаки потеряна. Выберите большее eps.</translation>
    </message>
    <message>
      <source>cross-entropy</source>
      <translation>кросс-энтропия</translation>
    </message>
    <message>
      <source>No gradient reaches the model's input: the model has an operation without a gradient, such as rounding or argmax. Choose an attack that needs no gradients, such as square, spsa or one_pixel.</source>
      <translation>Градиент не доходит до входа модели: в модели есть операция без градиента, например округление или argmax. Выберите атаку, которой градиенты не нужны, например square, spsa или one_pixel.</translation>
    </message>
    <message>
      <source>The numbers of {name} are not those of a picture under the preprocessing {preprocessing}, so bounds of 0..1 would mean nothing. Give pixels, or the preprocessing that made these numbers.</source>
      <translation>Числа {name} не могут быть изображением при предобработке {preprocessing}, поэтому границы 0..1 не имели бы смысла. Передайте пиксели или укажите предобработку, которой получены эти числа.</translation>
    </message>
    <message>
      <source>The label of this picture is class {label}; the model's classes are 0 to {last}.</source>
      <translation>Метка этого изображения — класс {label}, а классы модели имеют номера от 0 до {last}.</translation>
    </message>
    <message>
      <source>In the formulas, x is the picture in 0..1, x' the attacked one, δ = x' - x, c the class to be left, t the class to be reached, z the logits, J the cross-entropy of c and ε the largest size of the change. Π is the nearest picture within the bounds.</source>
      <translation>В формулах x — изображение в 0..1, x' — атакованное изображение, δ = x' - x, c — исходный класс, t — целевой класс, z — логиты, J — перекрёстная энтропия для c, ε — наибольший размер изменения. Π — ближайшее изображение в допустимых границах.</translation>
    </message>
    <message>
      <source>The smallest change by length, found by optimisation: slow, and hard to withstand.</source>
      <translation>Наименьшее по длине изменение, найденное оптимизацией: медленно, но выдержать трудно.</translation>
    </message>
    <message>
      <source>The length of the change and the lead of the old class are made small together, and the weight between the two is bisected. It often needs a smaller change than the attacks within a bound, at hundreds of times the cost.</source>
      <translation>Длина изменения и отрыв исходного класса уменьшаются совместно, а вес между ними подбирается делением пополам. Часто хватает меньшего изменения, чем у атак с заданной границей, но работа в сотни раз дольше.</translation>
    </message>
    <message>
      <source>Searches</source>
      <translation>Поиски</translation>
    </message>
    <message>
      <source>How often the weight is bisected.</source>
      <translation>Сколько раз вес уточняется делением пополам.</translation>
    </message>
    <message>
      <source>Rate</source>
      <translation>Скорость</translation>
    </message>
    <message>
      <source>Size of a step of the optimiser.</source>
      <translation>Величина шага оптимизатора.</translation>
    </message>
    <message>
      <source>First weight</source>
      <translation>Начальный вес</translation>
    </message>
    <message>
      <source>With which the search begins.</source>
      <translation>С которого начинается поиск.</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>Запас</translation>
    </message>
    <message>
      <source>By how much the new class must lead.</source>
      <translation>На сколько новый класс должен опережать остальные.</translation>
    </message>
    <message>
      <source>Stop early</source>
      <translation>Остановиться раньше</translation>
    </message>
    <message>
      <source>End the search of a picture that a tenth of the steps has not brought forward: quicker, less sure.</source>
      <translation>Закончить поиск для изображения, которое за десятую часть шагов не продвинулось: быстрее, но менее надёжно.</translation>
    </message>
    <message>
      <source>logits</source>
      <translation>логиты</translation>
    </message>
    <message>
      <source>The smallest change, found by steps to the nearest border between two classes.</source>
      <translation>Наименьшее изменение, найденное шагами к ближайшей границе между двумя классами.</translation>
    </message>
    <message>
      <source>The model is taken for linear at the picture, and the nearest border to another class is stepped to, again and again until the answer changes. Its result is a distance: how far the picture is from another answer, not an accuracy.</source>
      <translation>Модель вблизи изображения считается линейной, и делается шаг к ближайшей границе с другим классом, снова и снова, пока ответ не изменится. Её результат — расстояние от изображения до другого ответа, а не точность модели.</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>Классы</translation>
    </message>
    <message>
      <source>How many of the most probable classes are considered.</source>
      <translation>Сколько самых вероятных классов рассматривается.</translation>
    </message>
    <message>
      <source>Overshoot</source>
      <translation>Перелёт</translation>
    </message>
    <message>
      <source>How far beyond the border the picture goes, as a share of its change.</source>
      <translation>Насколько изображение заходит за границу, в долях изменения.</translation>
    </message>
    <message>
      <source>One step along the gradient of the loss: quick, and the least that a model should withstand.</source>
      <translation>Один шаг по градиенту функции потерь: быстро; минимум, который модель должна выдерживать.</translation>
    </message>
    <message>
      <source>Every value of the picture is changed by the same amount, up or down as the gradient of the loss says. One step is enough where the model is nearly linear; a model that only withstands this attack is not robust.</source>
      <translation>Каждое значение изображения изменяется на одну и ту же величину, вверх или вниз по знаку градиента функции потерь. Одного шага достаточно там, где модель почти линейна; модель, которая выдерживает только эту атаку, не устойчива.</translation>
    </message>
    <message>
      <source>Loss</source>
      <translation>Потеря</translation>
    </message>
    <message>
      <source>What the steps increase. margin and dlr still work where a cross-entropy hides its gradient.</source>
      <translation>Что увеличивают шаги. margin и dlr действуют и там, где перекрёстная энтропия скрывает градиент.</translation>
    </message>
    <message>
      <source>Many small steps along the gradient, from a random start: the usual test of robustness.</source>
      <translation>Много малых шагов по градиенту из случайного начала: обычная проверка устойчивости.</translation>
    </message>
    <message>
      <source>From a random picture within the bounds, many small steps follow the gradient of the loss; each is brought back into the bounds. With restarts, the best of several random starts counts.</source>
      <translation>Из случайного изображения в допустимых границах делается много малых шагов по градиенту функции потерь; после каждого изображение возвращается в границы. При нескольких случайных началах берётся лучшее.</translation>
    </message>
    <message>
      <source>FGSM in small steps, from the picture itself.</source>
      <translation>FGSM малыми шагами, начиная с самого изображения.</translation>
    </message>
    <message>
      <source>The step of FGSM is taken in small parts, and the gradient is looked at anew after each. It is PGD without the random start.</source>
      <translation>Шаг FGSM делается по частям, и после каждой градиент вычисляется заново. Это PGD без случайного начала.</translation>
    </message>
    <message>
      <source>BIM with momentum: its pictures fool other models more often.</source>
      <translation>BIM с инерцией: её изображения чаще обманывают и другие модели.</translation>
    </message>
    <message>
      <source>Each step follows the sum of all gradients so far, each brought to the same size. The path swings less, and the picture suits the one model less closely, so that it fools others too.</source>
      <translation>Каждый шаг делается по сумме всех прежних градиентов, приведённых к одному размеру. Путь меньше колеблется, а изображение меньше подогнано под одну модель и поэтому обманывает и другие.</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>Число шагов</translation>
    </message>
    <message>
      <source>How many steps are taken, each a pass there and back.</source>
      <translation>Число шагов; каждый — прямой и обратный проход.</translation>
    </message>
    <message>
      <source>Step</source>
      <translation>Шаг</translation>
    </message>
    <message>
      <source>Size of a step, in eps / steps: at 1, all steps together reach the bounds.</source>
      <translation>Величина шага в единицах eps / число шагов: при 1 все шаги вместе достигают границы.</translation>
    </message>
    <message>
      <source>passes</source>
      <translation>проходы</translation>
    </message>
    <message>
      <source>eps / steps</source>
      <translation>eps / число шагов</translation>
    </message>
    <message>
      <source>Starts</source>
      <translation>Начала</translation>
    </message>
    <message>
      <source>How many random starts are tried; 0: one start at the picture itself.</source>
      <translation>Число случайных начал; 0 — одно начало, само изображение.</translation>
    </message>
    <message>
      <source>Momentum</source>
      <translation>Инерция</translation>
    </message>
    <message>
      <source>The share of earlier gradients that stays.</source>
      <translation>Доля прежних градиентов, которая сохраняется.</translation>
    </message>
    <message>
      <source>away</source>
      <translation>прочь</translation>
    </message>
    <message>
      <source>The region is away, or LEFT,TOP,RIGHT,BOTTOM as shares of the picture, such as 0.5,0,1,0.5, not {region}.</source>
      <translation>Область: away или LEFT,TOP,RIGHT,BOTTOM в долях изображения, например 0.5,0,1,0.5, а не {region}.</translation>
    </message>
    <message>
      <source>The answer stays, and the gradient map moves: to a region, or away from where it lies.</source>
      <translation>Ответ остаётся, а карта градиента сдвигается: в заданную область или прочь от прежнего места.</translation>
    </message>
    <message>
      <source>The picture is changed so that the gradient of its score moves into a region, while the answer stays. It shows how little a map may say about the answer; maps of other methods often move along.</source>
      <translation>Изображение изменяется так, что градиент оценки класса смещается в область, а ответ остаётся прежним. Атака показывает, как мало карта может говорить об ответе; карты других методов часто смещаются вместе с ней.</translation>
    </message>
    <message>
      <source>No gradient reaches the model's input, so there is no map of gradients that could be moved. Choose another attack.</source>
      <translation>Градиент не доходит до входа модели, поэтому нет карты градиента, которую можно было бы сдвинуть. Выберите другую атаку.</translation>
    </message>
    <message>
      <source>Moved map</source>
      <translation>Сдвинутая карта</translation>
    </message>
    <message>
      <source>Region</source>
      <translation>Область</translation>
    </message>
    <message>
      <source>Where the map is to lie: away, from its strongest tenth, or LEFT,TOP,RIGHT,BOTTOM as shares of the picture.</source>
      <translation>Где должна лежать карта: away (прочь от её самой сильной десятой части) или LEFT,TOP,RIGHT,BOTTOM в долях изображения.</translation>
    </message>
    <message>
      <source>Random changes within eps: what an attack has to beat.</source>
      <translation>Случайные изменения в пределах eps: то, что атака должна превзойти.</translation>
    </message>
    <message>
      <source>Every value of the picture is changed by a random amount within eps. A model that such noise fools needs no enemy; a gradient attack that does no better than noise has not used the gradient.</source>
      <translation>Каждое значение изображения изменяется на случайную величину в пределах eps. Модели, которую обманывает такой шум, противник не нужен; атака по градиенту, которая не лучше шума, градиентом не воспользовалась.</translation>
    </message>
    <message>
      <source>Normal random changes, cut at eps: the control of attacks measured by length.</source>
      <translation>Нормальный шум, ограниченный величиной eps: контроль для атак, измеряемых длиной.</translation>
    </message>
    <message>
      <source>Every value of the picture is changed by a normal random amount. By length, the noise is exactly as long as eps allows; by its largest value, its deviation is eps and what exceeds eps is cut.</source>
      <translation>Каждое значение изображения изменяется на нормально распределённую величину. В норме L2 длина шума в точности равна eps; в норме L∞ его стандартное отклонение равно eps, а всё, что больше eps, обрезается.</translation>
    </message>
    <message>
      <source>Uniform noise</source>
      <translation>Равномерный шум</translation>
    </message>
    <message>
      <source>Gaussian noise</source>
      <translation>Гауссов шум</translation>
    </message>
    <message>
      <source>Repeats</source>
      <translation>Повторы</translation>
    </message>
    <message>
      <source>How many random changes are tried.</source>
      <translation>Сколько случайных изменений пробуется.</translation>
    </message>
    <message>
      <source>A single pixel, or a few, of any colour: found by differential evolution.</source>
      <translation>Один или несколько пикселей любого цвета, найденные дифференциальной эволюцией.</translation>
    </message>
    <message>
      <source>A population of places and colours is mixed again and again, and what changes the answer more survives. It shows that a change need not be spread over the picture; on large pictures it rarely succeeds.</source>
      <translation>Набор мест и цветов многократно перемешивается, и остаётся то, что сильнее меняет ответ. Атака показывает, что изменение не обязано охватывать всё изображение; на больших изображениях она удаётся редко.</translation>
    </message>
    <message>
      <source>One pixel</source>
      <translation>Один пиксель</translation>
    </message>
    <message>
      <source>Population</source>
      <translation>Популяция</translation>
    </message>
    <message>
      <source>How many candidates there are.</source>
      <translation>Сколько есть вариантов.</translation>
    </message>
    <message>
      <source>Generations</source>
      <translation>Поколения</translation>
    </message>
    <message>
      <source>How often they are mixed, at most.</source>
      <translation>Сколько раз они перемешиваются, не более.</translation>
    </message>
    <message>
      <source>Mixing</source>
      <translation>Смешивание</translation>
    </message>
    <message>
      <source>The factor F of the differences.</source>
      <translation>Множитель F при разностях.</translation>
    </message>
    <message>
      <source>anywhere</source>
      <translation>где угодно</translation>
    </message>
    <message>
      <source>centre</source>
      <translation>в центре</translation>
    </message>
    <message>
      <source>top left</source>
      <translation>слева вверху</translation>
    </message>
    <message>
      <source>bottom right</source>
      <translation>справа внизу</translation>
    </message>
    <message>
      <source>A square of any content, at a place of your choice or anywhere.</source>
      <translation>Квадрат с любым содержимым, в выбранном месте или где угодно.</translation>
    </message>
    <message>
      <source>A square of the picture is replaced, and its content follows the gradient of the loss. Eps is its side, as a share of the picture's shorter side; anywhere, the patch is trained for random places and then put at another.</source>
      <translation>Квадрат изображения заменяется, и его содержимое меняется по градиенту функции потерь. Eps — его сторона в долях меньшей стороны изображения; при размещении где угодно заплатка обучается в случайных местах, а затем ставится в другое.</translation>
    </message>
    <message>
      <source>The place of a patch is anywhere, centre, top left, bottom right, or X,Y from 0,0 to 1,1, not {place}.</source>
      <translation>Место заплатки: anywhere, centre, top left, bottom right или X,Y от 0,0 до 1,1, а не {place}.</translation>
    </message>
    <message>
      <source>Adversarial patch</source>
      <translation>Состязательная заплатка</translation>
    </message>
    <message>
      <source>{share} of the shorter side</source>
      <translation>{share} короткой стороны</translation>
    </message>
    <message>
      <source>Place</source>
      <translation>Место</translation>
    </message>
    <message>
      <source>Where the patch lies: anywhere, centre, top left, bottom right, or its X,Y from 0,0 to 1,1.</source>
      <translation>Где находится заплатка: anywhere (где угодно), centre (в центре), top left (слева вверху), bottom right (справа внизу) или X,Y от 0,0 до 1,1.</translation>
    </message>
    <message>
      <source>{model} is a regression: it gives numbers, and an attack needs a class to change. Choose a classifier, or another kind of output.</source>
      <translation>{model} — регрессия: она выдаёт числа, а атаке нужен класс, который можно изменить. Выберите классификатор или другой вид выхода.</translation>
    </message>
    <message>
      <source>{share} of the largest deviation</source>
      <translation>{share} наибольшего отклонения</translation>
    </message>
    <message>
      <source>Gaussian noise of a growing deviation, as of a photo taken in the dark.</source>
      <translation>Гауссов шум с растущим отклонением, как на снимке, сделанном в темноте.</translation>
    </message>
    <message>
      <source>Normal noise is added to every value, as a camera's sensor does in the dark. Eps is its strength: at 1 the deviation is the one that the parameter says.</source>
      <translation>К каждому значению прибавляется нормальный шум, как у матрицы камеры в темноте. Eps — сила шума: при 1 отклонение равно заданному в параметре.</translation>
    </message>
    <message>
      <source>{share} of the largest radius</source>
      <translation>{share} наибольшего радиуса</translation>
    </message>
    <message>
      <source>A growing Gaussian blur, as of a lens out of focus.</source>
      <translation>Растущее гауссово размытие, как при расфокусировке объектива.</translation>
    </message>
    <message>
      <source>The picture is blurred, as by a lens out of focus. Eps is its strength: at 1 the radius is the share of the picture's shorter side that the parameter says.</source>
      <translation>Изображение размывается, как при расфокусировке объектива. Eps — сила размытия: при 1 радиус равен заданной в параметре доле меньшей стороны изображения.</translation>
    </message>
    <message>
      <source>{share} of the way from quality 100 to 1</source>
      <translation>{share} пути от качества 100 до 1</translation>
    </message>
    <message>
      <source>JPEG compression of falling quality.</source>
      <translation>Сжатие JPEG со снижающимся качеством.</translation>
    </message>
    <message>
      <source>The picture is saved as a JPEG and opened again. Eps is the strength: near 0 the quality is 100, at 1 it is 1.</source>
      <translation>Изображение сохраняется в JPEG и открывается снова. Eps — сила сжатия: около 0 качество равно 100, при 1 оно равно 1.</translation>
    </message>
    <message>
      <source>up</source>
      <translation>увеличение</translation>
    </message>
    <message>
      <source>down</source>
      <translation>уменьшение</translation>
    </message>
    <message>
      <source>Direction</source>
      <translation>Направление</translation>
    </message>
    <message>
      <source>Whether it grows or falls.</source>
      <translation>Увеличение или уменьшение.</translation>
    </message>
    <message>
      <source>{share} of the range of values</source>
      <translation>{share} диапазона значений</translation>
    </message>
    <message>
      <source>All values become lighter, or darker.</source>
      <translation>Все значения становятся светлее или темнее.</translation>
    </message>
    <message>
      <source>The same amount is added to all values, or taken from them. Eps is that amount: at 1 the picture is white, or black.</source>
      <translation>Ко всем значениям прибавляется или из них вычитается одна и та же величина. Eps — эта величина: при 1 изображение становится белым или чёрным.</translation>
    </message>
    <message>
      <source>{share} of the largest change</source>
      <translation>{share} наибольшего изменения</translation>
    </message>
    <message>
      <source>The picture becomes flatter, or harder.</source>
      <translation>Контраст изображения падает или растёт.</translation>
    </message>
    <message>
      <source>Every value is drawn towards the mean of the picture, or away from it. Eps is the strength: at 1 the picture is one grey, or its contrast four times as large.</source>
      <translation>Каждое значение приближается к среднему изображения или удаляется от него. Eps — сила: при 1 изображение равномерно серое или его контраст вчетверо больше.</translation>
    </message>
    <message>
      <source>{share} of the largest angle</source>
      <translation>{share} наибольшего угла</translation>
    </message>
    <message>
      <source>The picture is turned round its centre.</source>
      <translation>Изображение поворачивается вокруг центра.</translation>
    </message>
    <message>
      <source>The picture is turned round its centre, and its corners are filled from its mirror image. Eps is the strength: at 1 the angle is the one that the parameter says.</source>
      <translation>Изображение поворачивается вокруг центра, а углы заполняются его зеркальным отражением. Eps — сила: при 1 угол равен заданному в параметре.</translation>
    </message>
    <message>
      <source>A grey square hides a part of the picture, at a random place.</source>
      <translation>Серый квадрат закрывает часть изображения в случайном месте.</translation>
    </message>
    <message>
      <source>A grey square hides a part of the picture, at a place that the seed and the picture choose. Eps is its side, as a share of the picture's shorter side.</source>
      <translation>Серый квадрат закрывает часть изображения в месте, которое определяют начальное значение и само изображение. Eps — его сторона в долях меньшей стороны изображения.</translation>
    </message>
    <message>
      <source>Sensor noise</source>
      <translation>Шум матрицы</translation>
    </message>
    <message>
      <source>Blur</source>
      <translation>Размытие</translation>
    </message>
    <message>
      <source>Brightness</source>
      <translation>Яркость</translation>
    </message>
    <message>
      <source>Contrast of the picture</source>
      <translation>Контраст изображения</translation>
    </message>
    <message>
      <source>Rotation</source>
      <translation>Поворот</translation>
    </message>
    <message>
      <source>Occluding square</source>
      <translation>Закрывающий квадрат</translation>
    </message>
    <message>
      <source>Deviation</source>
      <translation>Отклонение</translation>
    </message>
    <message>
      <source>Of the strongest noise, as a share of 0..1.</source>
      <translation>Самого сильного шума, в долях 0..1.</translation>
    </message>
    <message>
      <source>Radius</source>
      <translation>Радиус</translation>
    </message>
    <message>
      <source>Of the strongest blur, as a share of the shorter side.</source>
      <translation>Самого сильного размытия, в долях меньшей стороны.</translation>
    </message>
    <message>
      <source>Angle</source>
      <translation>Угол</translation>
    </message>
    <message>
      <source>Of the strongest rotation, anticlockwise.</source>
      <translation>Самого сильного поворота, против часовой стрелки.</translation>
    </message>
    <message>
      <source>degrees</source>
      <translation>градусы</translation>
    </message>
    <message>
      <source>{attack} leaves the answer as it is, so no eps changes it.</source>
      <translation>{attack} не меняет ответ, поэтому ни при каком eps он не изменится.</translation>
    </message>
    <message>
      <source>Steps along a gradient that is estimated from answers: it finds what masked gradients hide.</source>
      <translation>Шаги по градиенту, оценённому по ответам: находит то, что скрывают замаскированные градиенты.</translation>
    </message>
    <message>
      <source>The picture is changed a little in random directions and back, and the differences of the answers show which way is up. If it succeeds where a gradient attack fails, the model hides its gradients and is not robust.</source>
      <translation>Изображение немного изменяется в случайных направлениях и обратно, и разности ответов показывают направление роста. Если она удаётся там, где атака по градиенту не удалась, модель скрывает градиенты, а не устойчива.</translation>
    </message>
    <message>
      <source>Samples</source>
      <translation>Число выборок</translation>
    </message>
    <message>
      <source>Random directions for each step.</source>
      <translation>Число случайных направлений на каждый шаг.</translation>
    </message>
    <message>
      <source>Probe</source>
      <translation>Проба</translation>
    </message>
    <message>
      <source>How far the answers are compared, as a share of 0..1.</source>
      <translation>На каком расстоянии сравниваются ответы, в долях 0..1.</translation>
    </message>
    <message>
      <source>Size of a step of the optimiser, in eps.</source>
      <translation>Величина шага оптимизатора, в долях eps.</translation>
    </message>
    <message>
      <source>eps</source>
      <translation>eps</translation>
    </message>
    <message>
      <source>Random squares of the largest change, kept where they help: it needs no gradients.</source>
      <translation>Случайные квадраты с наибольшим изменением, которые остаются, если помогают: градиенты не нужны.</translation>
    </message>
    <message>
      <source>The picture gets stripes of the largest change, and then squares that shrink with time; a square stays if it brings the answer nearer to a wrong one. It only asks the model, so that masked gradients do not stop it.</source>
      <translation>На изображение наносятся полосы наибольшего изменения, затем квадраты, которые со временем уменьшаются; квадрат остаётся, если приближает ответ к неверному. Атака только запрашивает ответы модели, поэтому замаскированные градиенты ей не помеха.</translation>
    </message>
    <message>
      <source>Queries</source>
      <translation>Запросы</translation>
    </message>
    <message>
      <source>How often the model is asked, at most.</source>
      <translation>Сколько раз запрашивается ответ модели, не более.</translation>
    </message>
    <message>
      <source>forward passes</source>
      <translation>прямые проходы</translation>
    </message>
    <message>
      <source>Area</source>
      <translation>Площадь</translation>
    </message>
    <message>
      <source>Share of the picture that the first squares cover.</source>
      <translation>Доля изображения, которую закрывают первые квадраты.</translation>
    </message>
    <message>
      <source>One change that fools the model on most pictures at once.</source>
      <translation>Одно изменение, которое обманывает модель сразу на большинстве изображений.</translation>
    </message>
    <message>
      <source>The same change is added to all pictures, and follows the gradients of those that it does not fool yet. It shows what the model reacts to whatever the picture; more pictures make it more general.</source>
      <translation>Ко всем изображениям прибавляется одно и то же изменение, которое следует градиентам тех из них, что ещё не обманывают модель. Оно показывает, на что модель реагирует независимо от изображения; чем больше изображений, тем оно общее.</translation>
    </message>
    <message>
      <source>Universal perturbation</source>
      <translation>Универсальное возмущение</translation>
    </message>
    <message>
      <source>Rounds</source>
      <translation>Круги</translation>
    </message>
    <message>
      <source>How often all pictures are gone through.</source>
      <translation>Сколько раз перебираются все изображения.</translation>
    </message>
    <message>
      <source>The accuracy under {attack} rises with eps: {first} at eps {small}, {last} at eps {large}. A larger change can do all that a smaller one does, so the attack fails at eps {large}, and the model is not robust there: the lower accuracy counts.</source>
      <translation>Точность при атаке {attack} растёт с ростом eps: {first} при eps {small}, {last} при eps {large}. Большее изменение может всё то же, что и меньшее, поэтому при eps {large} не справляется атака, а модель там не устойчива: в счёт идёт меньшая точность.</translation>
    </message>
    <message>
      <source>{attack}, which sees only answers, leaves {accuracy} at eps {eps}, and {other}, which sees the gradients, leaves {other_accuracy}: the gradients are masked, not the model robust.</source>
      <translation>{attack}, которой доступны только ответы, оставляет {accuracy} при eps {eps}, а {other}, которой доступны градиенты, — {other_accuracy}: градиенты замаскированы, а модель не устойчива.</translation>
    </message>
    <message>
      <source>Pictures that {attack} made on {made_on} leave {accuracy} at eps {eps}, and {other} on the model itself leaves {other_accuracy}: the gradients are masked, not the model robust.</source>
      <translation>Изображения, полученные атакой {attack} на модели {made_on}, оставляют {accuracy} при eps {eps}, а {other} на самой модели — {other_accuracy}: градиенты замаскированы, а модель не устойчива.</translation>
    </message>
    <message>
      <source>The accuracy under {attack} does not fall with eps: {first} at eps {small}, {last} at eps {large}. Either every eps is too small for this model, or the attack fails: try a larger eps, and an attack that needs no gradients, before you call the model robust.</source>
      <translation>Точность при атаке {attack} не падает с ростом eps: {first} при eps {small}, {last} при eps {large}. Либо все eps слишком малы для этой модели, либо не справляется атака: прежде чем считать модель устойчивой, попробуйте большее eps и атаку, которой не нужны градиенты.</translation>
    </message>
    <message>
      <source>The accuracy under {attack} does not fall with eps: {first} at eps {small}, {last} at eps {large}. A larger change can do all that a smaller one does, so the attack fails, and the model is not robust for that.</source>
      <translation>Точность при атаке {attack} не падает с ростом eps: {first} при eps {small}, {last} при eps {large}. Большее изменение может всё то же, что и меньшее, поэтому это неудача атаки, а не устойчивость модели.</translation>
    </message>
    <message>
      <source>{attack}, which nothing limits, leaves an accuracy of {accuracy}. Every picture can lose its class by a change that is large enough, so the attack does not find what there is: give it more steps or starts, or another loss.</source>
      <translation>{attack} без ограничения на изменение оставляет точность {accuracy}. Достаточно большое изменение лишает класса любое изображение, поэтому атака не находит того, что есть: дайте ей больше шагов или начальных точек либо другую функцию потерь.</translation>
    </message>
    <message>
      <source>{attack} with eps {eps} leaves an accuracy of {accuracy}. With a change as large as that every picture can lose its class, so the attack does not find what there is: give it more steps or starts, or another loss.</source>
      <translation>Атака {attack} при eps {eps} оставляет точность {accuracy}. При таком изменении любое изображение может потерять свой класс, значит, атака не находит того, что есть: задайте больше шагов или начал либо другую функцию потерь.</translation>
    </message>
    <message>
      <source>{attack}, of a single step, leaves {accuracy} at eps {eps}, and {other}, of many, leaves {other_accuracy}. More steps must not do worse: the gradients are masked, or the steps too large.</source>
      <translation>{attack} с одним шагом оставляет {accuracy} при eps {eps}, а {other} со многими шагами — {other_accuracy}. Многошаговая атака не должна быть слабее: градиенты замаскированы или шаги слишком велики.</translation>
    </message>
    <message>
      <source>{attack} leaves {accuracy} at eps {eps}, and {other}, which follows the gradient, leaves {other_accuracy}. A gradient that is no better than noise shows nothing: it is masked, or wrong.</source>
      <translation>{attack} оставляет {accuracy} при eps {eps}, а {other}, идущая по градиенту, — {other_accuracy}. Градиент, который не лучше шума, ничего не показывает: он замаскирован или неверен.</translation>
    </message>
    <message>
      <source>divides no better than a single cloud</source>
      <translation>делится не лучше, чем одно облако точек</translation>
    </message>
    <message>
      <source>Silhouette of two clusters</source>
      <translation>Силуэт двух кластеров</translation>
    </message>
    <message>
      <source>Divides the pictures that are predicted as a class in two by their activations in front of the last layer: where some got there by a trigger, the two groups lie far apart.</source>
      <translation>Делит изображения, отнесённые моделью к одному классу, на две группы по активациям перед последним слоем: если часть попала туда из-за триггера, группы далеки друг от друга.</translation>
    </message>
    <message>
      <source>Activation clustering</source>
      <translation>Кластеризация активаций</translation>
    </message>
    <message>
      <source>Activation clustering sees a backdoor only if pictures of the data set carry the trigger. A class of two kinds of things has two clusters, too: look at the pictures of the smaller one.</source>
      <translation>Кластеризация активаций обнаруживает бэкдор, только если триггер есть на изображениях набора данных. У класса из двух видов объектов тоже два кластера: посмотрите изображения меньшего.</translation>
    </message>
    <message>
      <source>Classes with fewer than {least} predicted pictures, too few for clusters: {count}.</source>
      <translation>Классы, к которым отнесено меньше {least} изображений (слишком мало для кластеров): {count}.</translation>
    </message>
    <message>
      <source>Where activations differ along few directions, as in models of two classes, any class divides well in two: nothing follows from it.</source>
      <translation>Если активации различаются по немногим направлениям, как в моделях с двумя классами, любой класс хорошо делится надвое: из этого ничего не следует.</translation>
    </message>
    <message>
      <source>too few triggers to compare</source>
      <translation>слишком мало триггеров для сравнения</translation>
    </message>
    <message>
      <source>{count} triggers are too few to tell which is unusually small</source>
      <translation>триггеров слишком мало ({count}), чтобы судить, какой из них необычно мал</translation>
    </message>
    <message>
      <source>too few pictures: {count} of {least}</source>
      <translation>мало изображений: {count} из {least}</translation>
    </message>
    <message>
      <source>Size of the trigger, pixels</source>
      <translation>Триггер, пикс.</translation>
    </message>
    <message>
      <source>Searches for each class the smallest pattern that sends any picture to it; one far smaller than those of the other classes is the sign of a backdoor.</source>
      <translation>Ищет для каждого класса наименьший узор, из-за которого модель относит к нему любое изображение; узор намного меньше, чем у других классов, — признак бэкдора.</translation>
    </message>
    <message>
      <source>Neural Cleanse finds small, fixed patterns. It does not see large or faint triggers, such as a blended picture or a filter, nor triggers that differ from picture to picture, nor a backdoor of most classes.</source>
      <translation>Neural Cleanse находит небольшие неизменные узоры. Метод не видит больших и слабо заметных триггеров (например, наложенного изображения или фильтра), триггеров, различных для разных изображений, и бэкдора сразу в большинстве классов.</translation>
    </message>
    <message>
      <source>So few classes ({count}) are too few for an anomaly index: compare the sizes of the triggers yourself.</source>
      <translation>Классов слишком мало ({count}) для индекса аномальности: сравните размеры триггеров сами.</translation>
    </message>
    <message>
      <source>Classes for which no trigger was found: {count}.</source>
      <translation>Классы, для которых триггер не найден: {count}.</translation>
    </message>
    <message>
      <source>two classes: entropy cannot tell</source>
      <translation>два класса: по энтропии судить нельзя</translation>
    </message>
    <message>
      <source>With two classes, the entropy says how sure the model is, not whether its prediction wavers: STRIP may miss a backdoor.</source>
      <translation>При двух классах энтропия показывает, насколько модель уверена, а не колеблется ли её предсказание: STRIP может пропустить бэкдор.</translation>
    </message>
    <message>
      <source>Median entropy, bits</source>
      <translation>Медиана энтропии, бит</translation>
    </message>
    <message>
      <source>Lays other pictures over each one. The prediction of a clean picture then wavers; a trigger holds its class, and the entropy stays low.</source>
      <translation>Накладывает на каждое изображение другие. Предсказание для чистого изображения при этом колеблется; триггер удерживает свой класс, и энтропия остаётся низкой.</translation>
    </message>
    <message>
      <source>the predictions are so sure that overlays hardly change them</source>
      <translation>предсказания настолько уверенные, что наложения их почти не меняют</translation>
    </message>
    <message>
      <source>STRIP judges pictures: it sees a backdoor only if pictures of the data set carry the trigger and the label of what they show. It misses triggers that other pictures cover.</source>
      <translation>STRIP оценивает изображения: бэкдор виден ему, только если в наборе данных есть изображения с триггером, чья метка соответствует тому, что на них изображено. Триггеры, которые закрываются другими изображениями, он пропускает.</translation>
    </message>
    <message>
      <source>too few pictures whose label the model predicts: {count} of {least}</source>
      <translation>слишком мало изображений, метку которых модель предсказывает верно: {count} из {least}</translation>
    </message>
    <message>
      <source>No gradient reaches the model's input, so no trigger can be searched for. Choose the other checks: STRIP and activation clustering need no gradients.</source>
      <translation>Градиент не доходит до входа модели, поэтому искать триггер нельзя. Выберите другие проверки: STRIP и кластеризации активаций градиенты не нужны.</translation>
    </message>
    <message>
      <source>The processor of this computer has no AVX instructions, which TensorFlow needs. Use a computer with a processor made after 2011; in a virtual machine, pass the host's processor through.</source>
      <translation>Процессор этого компьютера не поддерживает команды AVX, без которых TensorFlow не работает. Нужен компьютер с процессором новее 2011 года; в виртуальной машине передайте ей процессор хоста.</translation>
    </message>
    <message>
      <source>{model} has no layer with height and width to inspect.</source>
      <translation>У модели {model} нет слоя с высотой и шириной, который можно исследовать.</translation>
    </message>
    <message>
      <source>The layer {layer} mixes the inputs of a batch, so its values do not belong to a single picture. Choose another layer.</source>
      <translation>Слой {layer} смешивает входы пакета, поэтому его значения не относятся к одному изображению. Выберите другой слой.</translation>
    </message>
    <message>
      <source>Concepts are searched for in pictures, at least {least}; readable ones: {count}. Open more pictures.</source>
      <translation>Концепты ищутся по изображениям, их нужно не меньше {least}; читаемых: {count}. Откройте больше изображений.</translation>
    </message>
    <message>
      <source>These concepts are of another layer or model. Search for them anew.</source>
      <translation>Эти концепты относятся к другому слою или другой модели. Выполните поиск заново.</translation>
    </message>
    <message>
      <source>The number of concepts is from 1 to {most}, not {count}.</source>
      <translation>Число концептов — от 1 до {most}, а не {count}.</translation>
    </message>
    <message>
      <source>The model has no class {index}.</source>
      <translation>В модели нет класса {index}.</translation>
    </message>
    <message>
      <source>The activations of {layer} for {count} pictures take {size} MB. Take fewer pictures, or a later layer.</source>
      <translation>Активации слоя {layer} для {count} изображений занимают {size} МБ. Возьмите меньше изображений или более поздний слой.</translation>
    </message>
    <message>
      <source>The layer {layer} has negative values ({percent} % of their size), which the concepts leave out. Choose a layer behind a ReLU.</source>
      <translation>У слоя {layer} есть отрицательные значения ({percent} % от общей величины), которые концепты не учитывают. Выберите слой после ReLU.</translation>
    </message>
    <message>
      <source>How important the concepts are is not known: {reason}</source>
      <translation>Важность концептов неизвестна: {reason}</translation>
    </message>
    <message>
      <source>{model} is a regression: its outputs are numbers, not classes, so no prediction is right or wrong. Choose a classifier, or change the kind of its output if it is one.</source>
      <translation>{model} — регрессия: её выходы — числа, а не классы, поэтому предсказание не может быть верным или неверным. Выберите классификатор или измените вид выхода, если это классификатор.</translation>
    </message>
    <message>
      <source>The output of {model} for this picture is not finite.</source>
      <translation>Выход модели {model} для этого изображения содержит бесконечные значения или NaN.</translation>
    </message>
    <message>
      <source>{file} names {picture}, which is not there.</source>
      <translation>В {file} указано изображение {picture}, которого нет.</translation>
    </message>
    <message>
      <source>{array} in {file} holds no pictures.</source>
      <translation>{array} в {file} не содержит изображений.</translation>
    </message>
    <message numerus="yes">
      <source>{file} is cut off after {count} of {n} pictures. Copy or download it again.</source>
      <translation>
        <numerusform>{file} обрывается после {count} из {n} изображения. Скопируйте или скачайте его заново.</numerusform>
        <numerusform>{file} обрывается после {count} из {n} изображений. Скопируйте или скачайте его заново.</numerusform>
        <numerusform>{file} обрывается после {count} из {n} изображений. Скопируйте или скачайте его заново.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} pictures of {file} have the label {label}, which no class has. They have no label.</source>
      <translation>
        <numerusform>Без метки остаётся {n} изображение в {file}: метки {label} нет ни у одного класса.</numerusform>
        <numerusform>Без метки остаются {n} изображения в {file}: метки {label} нет ни у одного класса.</numerusform>
        <numerusform>Без метки остаётся {n} изображений в {file}: метки {label} нет ни у одного класса.</numerusform>
      </translation>
    </message>
    <message>
      <source>The labels {array} in {file} are not used: {reason}.</source>
      <translation>Метки {array} в {file} не используются: {reason}.</translation>
    </message>
    <message>
      <source>{file} holds no pictures: its arrays are {arrays}. Name the one of the pictures x_test, x or images, and that of the labels y_test, y or labels.</source>
      <translation>В {file} нет изображений: его массивы — {arrays}. Назовите массив изображений x_test, x или images, а массив меток — y_test, y или labels.</translation>
    </message>
    <message numerus="yes">
      <source>there are {labels} of them for {n} pictures</source>
      <translation>
        <numerusform>их {labels} на {n} изображение</numerusform>
        <numerusform>их {labels} на {n} изображения</numerusform>
        <numerusform>их {labels} на {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>their type is {type}</source>
      <translation>их тип — {type}</translation>
    </message>
    <message>
      <source>they are too large for numbers of classes</source>
      <translation>они слишком велики для номеров классов</translation>
    </message>
    <message>
      <source>a picture has several of them, or shares of them</source>
      <translation>у изображения их несколько или заданы доли</translation>
    </message>
    <message>
      <source>they take more than {limit} MB</source>
      <translation>они занимают больше {limit} МБ</translation>
    </message>
    <message>
      <source>the file is cut off</source>
      <translation>файл обрывается</translation>
    </message>
    <message>
      <source>they are not whole numbers</source>
      <translation>это не целые числа</translation>
    </message>
    <message>
      <source>nearly every one is another text</source>
      <translation>почти все они различны</translation>
    </message>
    <message>
      <source>their shape is {shape}</source>
      <translation>их форма — {shape}</translation>
    </message>
    <message>
      <source>{file} is no data set. Open one of these: {forms}.</source>
      <translation>{file} не является набором данных. Откройте что-то из этого: {forms}.</translation>
    </message>
    <message>
      <source>There is not enough memory to open {file}. Close other programs, or split it.</source>
      <translation>Недостаточно памяти, чтобы открыть {file}. Закройте другие программы или разделите набор.</translation>
    </message>
    <message>
      <source>{file} lies in no folder of a class. Move it into that of its class.</source>
      <translation>{file} не лежит в папке какого-либо класса. Переместите его в папку его класса.</translation>
    </message>
    <message>
      <source>{file} has no list of images as COCO has it.</source>
      <translation>В {file} нет списка изображений, как в COCO.</translation>
    </message>
    <message>
      <source>{file} cannot be read: {reason}. Check its permissions, or copy it.</source>
      <translation>Не удаётся прочитать {file}: {reason}. Проверьте права доступа или скопируйте его.</translation>
    </message>
    <message>
      <source>{file} is a link that leads to itself. Choose the data set.</source>
      <translation>{file} — ссылка, которая ведёт на саму себя. Выберите набор данных.</translation>
    </message>
    <message>
      <source>There is no file of labels beside {file}: its pictures have none.</source>
      <translation>Рядом с {file} нет файла меток: его изображения остаются без меток.</translation>
    </message>
    <message>
      <source>The labels run from 1 to {last}, the classes of the model from 0 on: subtract 1 from the labels.</source>
      <translation>Метки идут от 1 до {last}, а классы модели — от 0: вычтите 1 из меток.</translation>
    </message>
    <message>
      <source>The classes are matched by their order alone: {pairs}. If the model has another order, give it its class names.</source>
      <translation>Классы сопоставлены только по порядку: {pairs}. Если у модели другой порядок, задайте ей имена классов.</translation>
    </message>
    <message numerus="yes">
      <source>The model has no class {label}, which {n} pictures are labelled with.</source>
      <translation>
        <numerusform>У модели нет класса {label}, которым размечено {n} изображение.</numerusform>
        <numerusform>У модели нет класса {label}, которым размечены {n} изображения.</numerusform>
        <numerusform>У модели нет класса {label}, которым размечено {n} изображений.</numerusform>
      </translation>
    </message>
    <message>
      <source>Row {row}: there is no picture {picture}. Correct the path, which is relative to {file}.</source>
      <translation>Строка {row}: изображения {picture} нет. Исправьте путь: он отсчитывается от {file}.</translation>
    </message>
    <message>
      <source>Row {row} of {file} names no picture.</source>
      <translation>В строке {row} файла {file} не указано изображение.</translation>
    </message>
    <message>
      <source>Row {row}: {picture} stands in an earlier row of {file} already, which counts.</source>
      <translation>Строка {row}: {picture} уже есть в более ранней строке файла {file}; учитывается она.</translation>
    </message>
    <message>
      <source>Row {row} of {file} cannot be read: a quotation mark is missing, or a cell is too long.</source>
      <translation>Не удаётся прочитать строку {row} файла {file}: пропущена кавычка или ячейка слишком длинная.</translation>
    </message>
    <message>
      <source>Rows from {row} on are not read: {file} is larger than data sets may be. Split it.</source>
      <translation>Строки начиная с {row} не прочитаны: {file} больше, чем допустимо для набора данных. Разделите его.</translation>
    </message>
    <message>
      <source>{file} has no column with paths of pictures: its columns are {columns}. Call the one of the pictures path, and that of the labels label.</source>
      <translation>В {file} нет столбца с путями к изображениям; есть столбцы: {columns}. Назовите столбец изображений path, а столбец меток label.</translation>
    </message>
    <message>
      <source>{file} has no rows.</source>
      <translation>В {file} нет строк.</translation>
    </message>
    <message>
      <source>The column {column} of {file} is no label: it has more than {limit} different texts.</source>
      <translation>Столбец {column} файла {file} не является меткой: в нём больше {limit} разных значений.</translation>
    </message>
    <message>
      <source>No row of {file} leads to a picture. {reason}</source>
      <translation>Ни одна строка файла {file} не ведёт к изображению. {reason}</translation>
    </message>
    <message>
      <source>Decoding {file} took longer than {seconds} s. Save it as PNG or JPEG in another program, or open a smaller version.</source>
      <translation>Чтение изображения {file} заняло больше {seconds} с. Сохраните его в другой программе в формате PNG или JPEG или откройте уменьшенную копию.</translation>
    </message>
    <message>
      <source>There is not enough memory to open {file}. Close other programs, or open a smaller version.</source>
      <translation>Не хватает памяти, чтобы открыть {file}. Закройте другие программы или откройте уменьшенную версию.</translation>
    </message>
    <message>
      <source>Decoding {file} failed: the process that does it has ended. Save it as PNG or JPEG in another program.</source>
      <translation>Не удалось прочитать изображение {file}: выполнявший чтение процесс завершился. Сохраните изображение в другой программе в формате PNG или JPEG.</translation>
    </message>
    <message>
      <source>There is no device {device}. Choose auto, cpu or gpu:N.</source>
      <translation>Устройства {device} не существует. Выберите auto, cpu или gpu:N.</translation>
    </message>
    <message>
      <source>TensorFlow finds {count} GPUs, so there is no {device}. Choose auto or cpu.</source>
      <translation>TensorFlow находит видеопроцессоров: {count}, поэтому устройства {device} нет. Выберите auto или cpu.</translation>
    </message>
    <message>
      <source>There is not enough memory to run {model}. Close other programs, or choose a smaller model.</source>
      <translation>Не хватает памяти, чтобы выполнить {model}. Закройте другие программы или выберите модель поменьше.</translation>
    </message>
    <message>
      <source>The graphics processor has too little memory for {model}: the maps were computed on the CPU.</source>
      <translation>Видеопроцессору не хватает памяти для {model}: карты вычислены на CPU.</translation>
    </message>
    <message>
      <source>There is not enough memory to evaluate maps of {model}. Close other programs, or reduce the memory for a batch.</source>
      <translation>Недостаточно памяти для оценивания карт модели {model}. Закройте другие программы или уменьшите память для пакета.</translation>
    </message>
    <message>
      <source>{metric}: {method} is the best with {mean} ({low} to {high}). Worse: {beaten}.</source>
      <translation>{metric}: лучший результат у {method} — {mean} (от {low} до {high}). Хуже: {beaten}.</translation>
    </message>
    <message>
      <source>{method} puts {mean} of its energy in the marked regions ({low} to {high}), more than {beaten}.</source>
      <translation>{method}: доля энергии в отмеченных областях {mean} (от {low} до {high}), больше, чем у {beaten}.</translation>
    </message>
    <message>
      <source>{metric}: {method} comes first with {mean} ({low} to {high}). Not shown worse: {level}. Worse: {beaten}.</source>
      <translation>{metric}: на первом месте {method} — {mean} (от {low} до {high}). Отставание не доказано: {level}. Хуже: {beaten}.</translation>
    </message>
    <message>
      <source>{method} puts {mean} of its energy in the marked regions ({low} to {high}). Not shown worse: {level}. Less: {beaten}.</source>
      <translation>{method}: в размеченных областях лежит {mean} энергии карты (от {low} до {high}). Отставание не доказано: {level}. Меньше: {beaten}.</translation>
    </message>
    <message numerus="yes">
      <source>{model} on {n} pictures. Methods ({methods}): {names}.</source>
      <translation>
        <numerusform>{model} на {n} изображении. Методы ({methods}): {names}.</numerusform>
        <numerusform>{model} на {n} изображениях. Методы ({methods}): {names}.</numerusform>
        <numerusform>{model} на {n} изображениях. Методы ({methods}): {names}.</numerusform>
      </translation>
    </message>
    <message>
      <source>{model} on one picture. Methods ({methods}): {names}.</source>
      <translation>{model}, одно изображение. Методы ({methods}): {names}.</translation>
    </message>
    <message>
      <source>One picture allows no interval, so the methods cannot be compared: evaluate several.</source>
      <translation>По одному изображению нельзя построить интервал, поэтому сравнить методы нельзя: возьмите несколько.</translation>
    </message>
    <message numerus="yes">
      <source>Check the target: on {count} of {n} pictures the explained class is not the predicted class: {names}.</source>
      <translation>
        <numerusform>Проверьте объясняемый класс: на {count} из {n} изображения он не совпадает с предсказанным: {names}.</numerusform>
        <numerusform>Проверьте объясняемый класс: на {count} из {n} изображений он не совпадает с предсказанным: {names}.</numerusform>
        <numerusform>Проверьте объясняемый класс: на {count} из {n} изображений он не совпадает с предсказанным: {names}.</numerusform>
      </translation>
    </message>
    <message>
      <source>The first method is not shown better than any other by: {metrics}.</source>
      <translation>Превосходство первого метода над остальными не доказано по метрикам: {metrics}.</translation>
    </message>
    <message>
      <source>Measured on too few pictures for an interval: {metrics}.</source>
      <translation>Измерено на слишком малом числе изображений, чтобы построить интервал: {metrics}.</translation>
    </message>
    <message>
      <source>No better than the control {control}: {methods}.</source>
      <translation>Не лучше контрольной карты «{control}»: {methods}.</translation>
    </message>
    <message>
      <source>Not shown better than the control {control}: {methods}.</source>
      <translation>Превосходство над контрольной картой «{control}» не доказано: {methods}.</translation>
    </message>
    <message>
      <source>Pictures that could not be evaluated: {count}.</source>
      <translation>Изображений, которые не удалось оценить: {count}.</translation>
    </message>
    <message>
      <source>No metric was measured, so the maps are not compared.</source>
      <translation>Ни одна метрика не вычислялась, поэтому карты не сравниваются.</translation>
    </message>
    <message>
      <source>{where} and {what} agree: among the best by both: {methods}.</source>
      <translation>{where} и {what} согласуются: среди лучших по обеим метрикам {methods}.</translation>
    </message>
    <message>
      <source>{where} and {what} disagree: {first} leads by the former, {second} by the latter. A map can lie on the object and still not show what determines the prediction.</source>
      <translation>{where} и {what} расходятся: по первой впереди {first}, по второй {second}. Карта может лежать на объекте и всё же не показывать, чем определяется предсказание.</translation>
    </message>
    <message>
      <source>Among the best by {metric}, but unreliable according to the sanity check below: {methods}.</source>
      <translation>Среди лучших по метрике «{metric}», но ненадёжны согласно проверке ниже: {methods}.</translation>
    </message>
    <message>
      <source>No method is shown better than the control {control} by: {metrics}.</source>
      <translation>Ни для одного метода не доказано превосходство над контрольной картой «{control}» по метрикам: {metrics}.</translation>
    </message>
    <message>
      <source>No picture has a region, so localisation is not measured.</source>
      <translation>Ни на одном изображении нет области, поэтому локализация не оценивается.</translation>
    </message>
    <message>
      <source>{metric}: {method} has {mean} ({low} to {high}).</source>
      <translation>{metric}: у {method} {mean} (от {low} до {high}).</translation>
    </message>
    <message>
      <source>Localisation is measured on the {count} of {total} pictures that have a region.</source>
      <translation>Локализация оценивается на тех изображениях, где есть область: {count} из {total}.</translation>
    </message>
    <message>
      <source>{metric}: {method} beats {beaten}. {count} pictures are too few for an interval: measure at least {fewest}.</source>
      <translation>{metric}: {method} лучше, чем: {beaten}. Изображений ({count}) слишком мало для доверительного интервала: нужно не менее {fewest}.</translation>
    </message>
    <message>
      <source>Showing that {method} is better would take about {enough} pictures.</source>
      <translation>Чтобы показать, что метод {method} лучше, изображений понадобилось бы примерно {enough}.</translation>
    </message>
    <message>
      <source>{metric}: {method} has the best mean of the methods, but picture by picture it beats {beaten}. {count} pictures are too few for an interval: measure at least {fewest}.</source>
      <translation>{metric}: у метода {method} лучшее среднее среди методов, но на отдельных изображениях он лучше, чем: {beaten}. Изображений ({count}) слишком мало для доверительного интервала: нужно не менее {fewest}.</translation>
    </message>
    <message>
      <source>{name} on {wins} of {count} pictures</source>
      <translation>{name} — на {wins} из {count} изображений</translation>
    </message>
    <message>
      <source>{metric}: even {method}, which comes first, is no better than {controls}: a map that ignores the model.</source>
      <translation>{metric}: даже {method} на первом месте не лучше, чем {controls}, — карта, которая не зависит от модели.</translation>
    </message>
    <message>
      <source>{metric}: {method} comes first, but is not shown better than {controls}, which ignores the model.</source>
      <translation>{metric}: на первом месте {method}, но превосходство над картой, которая не зависит от модели ({controls}), не доказано.</translation>
    </message>
    <message>
      <source>{metric}: {method} comes first, but is not shown better than {level}.</source>
      <translation>{metric}: на первом месте {method}, но не доказано, что этот метод лучше, чем {level}.</translation>
    </message>
    <message>
      <source>{metric}: {method} is better than every other method and than the controls, over the same {count} pictures.</source>
      <translation>{metric}: {method} лучше всех остальных методов и контрольных карт на одних и тех же изображениях ({count}).</translation>
    </message>
    <message>
      <source>About {enough} pictures would be enough.</source>
      <translation>Хватило бы примерно {enough} изображений.</translation>
    </message>
    <message>
      <source>{metric}: {method} comes first on this picture with {mean}. One picture says nothing of others: measure at least {fewest}.</source>
      <translation>{metric}: на этом изображении на первом месте {method} — {mean}. По одному изображению нельзя судить об остальных: нужно не менее {fewest}.</translation>
    </message>
    <message>
      <source>{metric}: {method} has {mean}. {count} pictures are too few for an interval: measure at least {fewest}.</source>
      <translation>{metric}: {method} — {mean}. Изображений ({count}) слишком мало для доверительного интервала: нужно не менее {fewest}.</translation>
    </message>
    <message>
      <source>{name} on all {count} pictures</source>
      <translation>{name} — на всех изображениях ({count})</translation>
    </message>
    <message>
      <source>{metric}: {method} comes first, better than {beaten}; not shown better than {level}.</source>
      <translation>{metric}: на первом месте {method}: лучше, чем {beaten}; не доказано, что лучше, чем {level}.</translation>
    </message>
    <message>
      <source>{metric}: {method} is better than every other method, over the same {count} pictures.</source>
      <translation>{metric}: {method} лучше всех остальных методов на одних и тех же изображениях ({count}).</translation>
    </message>
    <message>
      <source>{metric}: {method} is better than the controls, over the same {count} pictures.</source>
      <translation>{metric}: {method} лучше контрольных карт на одних и тех же изображениях ({count}).</translation>
    </message>
    <message>
      <source>The picture has no region.</source>
      <translation>На изображении нет области.</translation>
    </message>
    <message>
      <source>The region lies outside the part of the picture that the model input covers.</source>
      <translation>Область лежит за пределами той части изображения, которая попадает на вход модели.</translation>
    </message>
    <message>
      <source>The model's output for the changed picture is not finite.</source>
      <translation>Выход модели для изменённого изображения содержит бесконечные значения или NaN.</translation>
    </message>
    <message>
      <source>There is no metric {metric}. The metrics are: {metrics}.</source>
      <translation>Метрики {metric} нет. Есть метрики: {metrics}.</translation>
    </message>
    <message>
      <source>{method} hardly changes when the model's layers are re-initialised ({value}): it shows the picture, not what the model has learned.</source>
      <translation>{method} почти не меняется, когда слои модели инициализируются заново ({value}): карта показывает само изображение, а не то, чему научилась модель.</translation>
    </message>
    <message>
      <source>These hardly change when the model's layers are re-initialised: {methods}. They show the picture, not what the model has learned.</source>
      <translation>Почти не меняются, когда слои модели инициализируются заново: {methods}. Эти карты показывают само изображение, а не то, чему научилась модель.</translation>
    </message>
    <message>
      <source>Every tested method changes as the model's layers are re-initialised: none fails the sanity check.</source>
      <translation>Карты всех проверенных методов меняются, когда слои модели инициализируются заново: проверку на здравый смысл прошли все.</translation>
    </message>
    <message>
      <source>{method} hardly changes when another class is explained ({value}): it says what the model looks at, not what speaks for the class.</source>
      <translation>{method} почти не меняется, когда объясняется другой класс ({value}): карта показывает, куда смотрит модель, а не то, что говорит в пользу класса.</translation>
    </message>
    <message>
      <source>These hardly change when another class is explained: {methods}. They say what the model looks at, not what speaks for the class.</source>
      <translation>Почти не меняются, когда объясняется другой класс: {methods}. Они показывают, куда смотрит модель, а не то, что говорит в пользу класса.</translation>
    </message>
    <message>
      <source>Every tested method changes with the class that is explained.</source>
      <translation>Карты всех проверенных методов меняются вместе с объясняемым классом.</translation>
    </message>
    <message>
      <source>Close to failing the sanity check; evaluate more pictures to be sure: {methods}.</source>
      <translation>На грани провала проверки; для уверенности оцените больше изображений: {methods}.</translation>
    </message>
    <message>
      <source>best</source>
      <translation>лучший</translation>
    </message>
    <message>
      <source>among the best</source>
      <translation>среди лучших</translation>
    </message>
    <message>
      <source>worst</source>
      <translation>худший</translation>
    </message>
    <message>
      <source>among the worst</source>
      <translation>среди худших</translation>
    </message>
    <message>
      <source>no better than a control</source>
      <translation>не лучше контрольной карты</translation>
    </message>
    <message>
      <source>not shown better than a control</source>
      <translation>превосходство над контрольной картой не доказано</translation>
    </message>
    <message>
      <source>fails the sanity check</source>
      <translation>не проходит проверку</translation>
    </message>
    <message>
      <source>Pictures that cannot be read and were left out: {count}.</source>
      <translation>Изображений, которые не удалось прочитать и которые пропущены: {count}.</translation>
    </message>
    <message>
      <source>{check}: no sign of a backdoor in {decided} of {count} classes; the others have too few pictures to tell.</source>
      <translation>{check}: признаков бэкдора нет в {decided} из {count} классов; в остальных слишком мало изображений, чтобы судить.</translation>
    </message>
    <message>
      <source>There is no check {name}. The checks are: {names}.</source>
      <translation>Проверки {name} нет. Есть проверки: {names}.</translation>
    </message>
    <message>
      <source>One class cannot be compared with others: name at least two classes.</source>
      <translation>Один класс не с чем сравнить: укажите не менее двух классов.</translation>
    </message>
    <message>
      <source>{check}: an unusually small trigger sends pictures to {names}. This is the sign of a backdoor.</source>
      <translation>{check}: необычно маленький триггер меняет ответ модели на: {names}. Это признак бэкдора.</translation>
    </message>
    <message>
      <source>{check}: pictures that are predicted as {names} look as if a trigger sent them there.</source>
      <translation>{check}: похоже, что на часть изображений модель из-за триггера отвечает: {names}.</translation>
    </message>
    <message>
      <source>{check} can say nothing: it compares the triggers of at least three classes.</source>
      <translation>{check} ничего сказать не может: проверка сравнивает триггеры не менее чем трёх классов.</translation>
    </message>
    <message>
      <source>{check} can say nothing: every class has too few pictures. Open a larger data set.</source>
      <translation>{check}: вывод невозможен, в каждом классе слишком мало изображений. Откройте набор данных побольше.</translation>
    </message>
    <message>
      <source>{check}: no sign of a backdoor in {decided} of {count} classes. Of the others it cannot tell; each says why.</source>
      <translation>{check}: признаков бэкдора нет у {decided} классов из {count}. Об остальных судить нельзя; причина указана у каждого.</translation>
    </message>
    <message>
      <source>A check for backdoors needs pictures of the kind that the model classifies, at least {least}; readable ones: {count}. Open a data set, or a folder of pictures.</source>
      <translation>Для проверки на бэкдоры нужны изображения того рода, который классифицирует модель, не менее {least}; можно прочитать: {count}. Откройте набор данных или папку с изображениями.</translation>
    </message>
    <message>
      <source>{check}: no sign of a backdoor.</source>
      <translation>{check}: признаков бэкдора нет.</translation>
    </message>
    <message>
      <source>{check} can say nothing: {reason}.</source>
      <translation>{check} не позволяет сделать вывод: {reason}.</translation>
    </message>
    <message>
      <source>There is no method {method}. The methods are: {methods}.</source>
      <translation>Нет метода {method}. Доступные методы: {methods}.</translation>
    </message>
    <message>
      <source>How often the picture is changed.</source>
      <translation>Сколько раз изображение изменяется.</translation>
    </message>
    <message>
      <source>Crops</source>
      <translation>Фрагменты</translation>
    </message>
    <message>
      <source>Random crops of the picture that a step looks at.</source>
      <translation>Сколько случайных фрагментов изображения учитывается на одном шаге.</translation>
    </message>
    <message>
      <source>First crops</source>
      <translation>Первые фрагменты</translation>
    </message>
    <message>
      <source>Mean size of the crops at the beginning.</source>
      <translation>Средний размер фрагментов в начале.</translation>
    </message>
    <message>
      <source>Last crops</source>
      <translation>Последние фрагменты</translation>
    </message>
    <message>
      <source>Mean size of the crops at the end.</source>
      <translation>Средний размер фрагментов в конце.</translation>
    </message>
    <message>
      <source>Noise</source>
      <translation>Шум</translation>
    </message>
    <message>
      <source>Standard deviation of what is added to pixels of 0..1.</source>
      <translation>Стандартное отклонение шума, добавляемого к пикселям из 0..1.</translation>
    </message>
    <message>
      <source>The pictures whose spectrum is to be taken cannot be read, or have but one colour.</source>
      <translation>Изображения, по которым вычисляется спектр, не читаются или залиты одним цветом.</translation>
    </message>
    <message>
      <source>Changes the Fourier coefficients of the picture, low frequencies most. Brighter than MaCo, and less like a photo.</source>
      <translation>Изменяет коэффициенты Фурье изображения, сильнее всего — низкие частоты. Ярче, чем MaCo, но меньше похоже на фотографию.</translation>
    </message>
    <message>
      <source>Fourier coefficients</source>
      <translation>Коэффициенты Фурье</translation>
    </message>
    <message>
      <source>Step size</source>
      <translation>Размер шага</translation>
    </message>
    <message>
      <source>Of Adam.</source>
      <translation>Шаг метода Adam.</translation>
    </message>
    <message>
      <source>Decay</source>
      <translation>Спад</translation>
    </message>
    <message>
      <source>Power of the frequency by which a coefficient counts less.</source>
      <translation>Степень частоты, на которую делится коэффициент.</translation>
    </message>
    <message>
      <source>Chooses the phases of the picture and leaves it the magnitudes of photos, so that no noise of high frequencies excites the unit.</source>
      <translation>Подбирает фазы изображения, оставляя амплитуды такими, как у фотографий, чтобы нейрон не возбуждался высокочастотным шумом.</translation>
    </message>
    <message>
      <source>Of a phase in a step, in radians.</source>
      <translation>Изменение фазы за шаг, в радианах.</translation>
    </message>
    <message>
      <source>There is no way {name} to maximise an activation. There are: {names}.</source>
      <translation>Нет способа максимизации активации {name}. Есть: {names}.</translation>
    </message>
    <message>
      <source>Name a class, or channels of a layer, that are to be excited.</source>
      <translation>Назовите класс или каналы слоя, которые нужно возбудить.</translation>
    </message>
    <message>
      <source>The spectrum is not of pictures of the model's input size.</source>
      <translation>Спектр не соответствует размеру входа модели.</translation>
    </message>
    <message>
      <source>What {model} answers to a picture that is being made is not finite.</source>
      <translation>Ответ модели {model} на создаваемое изображение не является конечным числом.</translation>
    </message>
    <message>
      <source>Changes every pixel by itself, as tf-keras-vis does: quick, but what excites the unit is mostly noise.</source>
      <translation>Изменяет каждый пиксель отдельно, как tf-keras-vis: быстро, но нейрон возбуждается в основном шумом.</translation>
    </message>
    <message>
      <source>Pixels (tf-keras-vis)</source>
      <translation>Пиксели (tf-keras-vis)</translation>
    </message>
    <message>
      <source>Shift</source>
      <translation>Сдвиг</translation>
    </message>
    <message>
      <source>Largest random shift before a step.</source>
      <translation>Наибольший случайный сдвиг перед шагом.</translation>
    </message>
    <message>
      <source>Turn</source>
      <translation>Поворот</translation>
    </message>
    <message>
      <source>Largest random turn before a step.</source>
      <translation>Наибольший случайный поворот перед шагом.</translation>
    </message>
    <message>
      <source>Scale</source>
      <translation>Масштаб</translation>
    </message>
    <message>
      <source>Largest random change of the size before a step.</source>
      <translation>Наибольшее случайное изменение масштаба перед шагом.</translation>
    </message>
    <message>
      <source>Total variation</source>
      <translation>Полная вариация</translation>
    </message>
    <message>
      <source>Weight of the differences between neighbours, which are to be small.</source>
      <translation>Вес разностей соседних пикселей, которые должны быть малы.</translation>
    </message>
    <message>
      <source>Norm</source>
      <translation>Норма</translation>
    </message>
    <message>
      <source>Weight of the picture's norm, which is to be small.</source>
      <translation>Вес нормы изображения, которая должна быть мала.</translation>
    </message>
    <message>
      <source>Order of the norm</source>
      <translation>Порядок нормы</translation>
    </message>
    <message>
      <source>p of the norm.</source>
      <translation>p нормы.</translation>
    </message>
    <message>
      <source>Of RMSprop, in levels of 0..255.</source>
      <translation>Шаг метода RMSprop, в уровнях 0..255.</translation>
    </message>
    <message>
      <source>{text} is not from 1 to {most} channels: write LAYER[FIRST-LAST].</source>
      <translation>{text} — это не от 1 до {most} каналов: пишите СЛОЙ[ПЕРВЫЙ-ПОСЛЕДНИЙ].</translation>
    </message>
    <message>
      <source>The layer {layer} has no channel {index}: its channels are 0 to {last}.</source>
      <translation>В слое {layer} нет канала {index}: его каналы — от 0 до {last}.</translation>
    </message>
    <message>
      <source>The model has no layer {layer}, as its layers are named in the inspector.</source>
      <translation>В модели нет слоя {layer}; названия слоёв показывает инспектор.</translation>
    </message>
    <message>
      <source>The output of the layer {layer} has no channels: choose another layer.</source>
      <translation>У выхода слоя {layer} нет каналов: выберите другой слой.</translation>
    </message>
    <message>
      <source>The model has no class {index}: its classes are 0 to {last}.</source>
      <translation>В модели нет класса {index}: её классы — от 0 до {last}.</translation>
    </message>
    <message>
      <source>No gradient reaches the model's input: the model has an operation without a gradient, such as rounding or argmax, so no picture can be made that excites a unit.</source>
      <translation>Градиент не доходит до входа модели: в ней есть операция без градиента, например округление или argmax, поэтому создать изображение, возбуждающее нейрон, нельзя.</translation>
    </message>
    <message>
      <source>{file} already exists. Choose another name or folder, or allow overwriting.</source>
      <translation>{file} уже существует. Выберите другое имя или другую папку либо разрешите перезапись.</translation>
    </message>
    <message>
      <source>Cannot write {file} ({reason}). Choose another name or folder.</source>
      <translation>Не удаётся записать {file} ({reason}). Выберите другое имя или папку.</translation>
    </message>
    <message>
      <source>The disk is full: {file} was not written. Free some space and try again.</source>
      <translation>Диск заполнен: файл {file} не записан. Освободите место и повторите.</translation>
    </message>
    <message>
      <source>Cannot write {file} ({reason}). Is the disk or the network share of its folder connected?</source>
      <translation>Не удалось записать {file} ({reason}). Подключён ли диск или сетевой ресурс с этой папкой?</translation>
    </message>
    <message>
      <source>Cannot write {file}: there is no folder {folder}. Create it, or choose another.</source>
      <translation>Не удаётся записать {file}: нет папки {folder}. Создайте её или выберите другую.</translation>
    </message>
    <message>
      <source>Not allowed to write {file} ({reason}). Choose another folder, or close the program that has it open.</source>
      <translation>Нет права на запись {file} ({reason}). Выберите другую папку или закройте программу, в которой файл открыт.</translation>
    </message>
    <message>
      <source>The folder {file} cannot be created: {reason}. Choose another folder.</source>
      <translation>Не удаётся создать папку {file}: {reason}. Выберите другую папку.</translation>
    </message>
    <message>
      <source>The process that computes ended while the model {model} was loaded: {reason}. The model is loaded again in another one.</source>
      <translation>Процесс вычислений завершился во время загрузки модели {model}: {reason}. Модель загружается ещё раз в новом процессе.</translation>
    </message>
    <message>
      <source>The process that computes ended: {reason}. The job goes on by itself, in another process and with half the batch.</source>
      <translation>Процесс вычислений завершился: {reason}. Задача продолжается сама в новом процессе, с вдвое меньшим пакетом.</translation>
    </message>
    <message>
      <source>Not every path of the model goes through {layer}, so the model cannot be run from there on. Choose a layer that every path goes through, or a one-pass method, such as gradcam.</source>
      <translation>Не все пути модели проходят через {layer}, поэтому модель нельзя выполнить начиная с него. Выберите слой, через который проходят все пути, или метод за один проход, например gradcam.</translation>
    </message>
    <message>
      <source>{file} has values that are not finite numbers. They are shown black.</source>
      <translation>В {file} есть значения, не являющиеся конечными числами. Они показаны чёрным.</translation>
    </message>
    <message>
      <source>{file} is not in a supported format ({kinds}). Save it as JPEG or PNG first, then open that.</source>
      <translation>Формат файла {file} не поддерживается (поддерживаются {kinds}). Сначала сохраните изображение как JPEG или PNG и откройте полученный файл.</translation>
    </message>
    <message>
      <source>{file} is empty. Copy or download it again.</source>
      <translation>Файл {file} пуст. Скопируйте или скачайте его снова.</translation>
    </message>
    <message>
      <source>{file} is text, not a picture. Download the picture again.</source>
      <translation>{file} — это текст, а не изображение. Скачайте изображение снова.</translation>
    </message>
    <message>
      <source>The picture {file} cannot be read ({reason}).</source>
      <translation>Изображение {file} не читается ({reason}).</translation>
    </message>
    <message>
      <source>{file} is a {kind} picture that is damaged or of an unusual type ({reason}). Copy or download it again, or save it as JPEG or PNG in another program.</source>
      <translation>{file} — изображение {kind}, повреждённое или необычного вида ({reason}). Скопируйте или скачайте его снова либо сохраните как JPEG или PNG в другой программе.</translation>
    </message>
    <message>
      <source>{file} is a folder, not a picture. Open the pictures inside it.</source>
      <translation>{file} — папка, а не изображение. Откройте изображения внутри неё.</translation>
    </message>
    <message>
      <source>{file} is a device or a pipe, not a picture. Choose a picture file.</source>
      <translation>{file} — устройство или канал, а не изображение. Выберите файл изображения.</translation>
    </message>
    <message>
      <source>{file} is larger than {limit} MB. Open a smaller version.</source>
      <translation>Файл {file} больше {limit} МБ. Откройте уменьшенную версию.</translation>
    </message>
    <message>
      <source>{file} was not found: it was moved or deleted. Choose it again.</source>
      <translation>Файл {file} не найден: он перемещён или удалён. Выберите его снова.</translation>
    </message>
    <message>
      <source>You have no permission to read {file}. Change its permissions, or choose another picture.</source>
      <translation>Нет права на чтение {file}. Измените права доступа или выберите другое изображение.</translation>
    </message>
    <message>
      <source>{file} is {kind}, which is not supported. Save it as JPEG or PNG first, then open that.</source>
      <translation>{file} — {kind}; этот формат не поддерживается. Сначала сохраните изображение как JPEG или PNG и откройте полученный файл.</translation>
    </message>
    <message>
      <source>{file} has several frames or pages: only the first is used.</source>
      <translation>В {file} несколько кадров или страниц: используется только первый.</translation>
    </message>
    <message>
      <source>{file} is a link that leads to itself. Choose the picture.</source>
      <translation>{file} — ссылка, ведущая на саму себя. Выберите само изображение.</translation>
    </message>
    <message>
      <source>The EXIF data of {file} are damaged: the picture may not be upright.</source>
      <translation>Данные EXIF в {file} повреждены: изображение может быть повёрнуто.</translation>
    </message>
    <message>
      <source>The colour profile of {file} is damaged or does not fit the picture. It was ignored.</source>
      <translation>Цветовой профиль в {file} повреждён или не подходит к изображению. Он не использован.</translation>
    </message>
    <message>
      <source>The map of {name} hardly differs from that of {seen} (rank correlation {value}): it says nothing about {name}.</source>
      <translation>Карта для класса «{name}» почти не отличается от карты для класса «{seen}» (ранговая корреляция {value}): о классе «{name}» она ничего не говорит.</translation>
    </message>
    <message>
      <source>top</source>
      <translation>сверху</translation>
    </message>
    <message>
      <source>bottom</source>
      <translation>снизу</translation>
    </message>
    <message>
      <source>left</source>
      <translation>слева</translation>
    </message>
    <message>
      <source>right</source>
      <translation>справа</translation>
    </message>
    <message>
      <source>The layer {layer} does not cover the whole picture (cut off: {sides}), but its map is stretched over all of it. Choose an earlier layer, or a method that needs none, such as saliency or occlusion.</source>
      <translation>Слой {layer} охватывает не всё изображение (обрезано: {sides}), а его карта растянута на всё изображение. Выберите более ранний слой или метод, которому слой не нужен, например салиентность или окклюзию.</translation>
    </message>
    <message>
      <source>{first}, {rest}</source>
      <translation>{first}, {rest}</translation>
    </message>
    <message>
      <source>The layer {layer} is not aligned with the picture: the model rotates, flips or splits the picture before it, so its map appears in the wrong place. Choose an earlier layer, or a method that needs none, such as saliency or occlusion.</source>
      <translation>Слой {layer} пространственно не соответствует изображению: до него модель поворачивает, отражает или разрезает изображение, поэтому его карта показана не на своём месте. Выберите более ранний слой или метод, которому слой не нужен, например салиентность или окклюзию.</translation>
    </message>
    <message>
      <source>The model has no layer {layer}. Similar names: {near}. Or choose auto or last-conv.</source>
      <translation>В модели нет слоя {layer}. Похожие имена: {near}. Можно также выбрать «авто» или «последняя свёртка».</translation>
    </message>
    <message>
      <source>The layer {layer} has no height and width, so it has no map. The last layers that have: {near}.</source>
      <translation>У слоя {layer} нет высоты и ширины, поэтому у него нет карты. Последние слои, у которых они есть: {near}.</translation>
    </message>
    <message>
      <source>Part of the score does not pass through the layer {layer}; the map does not show that part.</source>
      <translation>Часть оценки класса не проходит через слой {layer}; эту часть карта не показывает.</translation>
    </message>
    <message>
      <source>The layer {layer} is called {count} times. The map shows the first call, {shown}.</source>
      <translation>Слой {layer} вызывается несколько раз ({count}). Карта показывает первый вызов, {shown}.</translation>
    </message>
    <message>
      <source>The layer {layer} is called {count} times. The map shows the first call, {shown}. To average all, set More layers ({method}.layers) to {joined}.</source>
      <translation>Слой {layer} вызывается несколько раз ({count}). Карта показывает первый вызов, {shown}. Чтобы усреднить все, задайте «Другие слои» ({method}.layers): {joined}.</translation>
    </message>
    <message>
      <source>The model's branches join after their last layers with height and width. The map shows {layer}, of the branch with the most parameters, and not {others}.</source>
      <translation>Ветви модели сходятся после последних слоёв с высотой и шириной. Карта показывает {layer} из самой большой ветви, но не {others}.</translation>
    </message>
    <message>
      <source>The model's branches join after their last layers with height and width. The map shows {layer}, of the branch with the most parameters, and not {others}. To average all, set More layers ({method}.layers) to {joined}.</source>
      <translation>Ветви модели сходятся после последних слоёв с высотой и шириной. Карта показывает {layer} из самой большой ветви, но не {others}. Чтобы усреднить все, задайте «Другие слои» ({method}.layers): {joined}.</translation>
    </message>
    <message>
      <source>auto</source>
      <translation>авто</translation>
    </message>
    <message>
      <source>full</source>
      <translation>полные</translation>
    </message>
    <message>
      <source>file</source>
      <translation>из файла</translation>
    </message>
    <message>
      <source>percentiles</source>
      <translation>процентили</translation>
    </message>
    <message>
      <source>Levels are {words}, or LEVEL,WIDTH such as 40,400 with a width above 0, not {levels}.</source>
      <translation>Уровни могут быть {words} или УРОВЕНЬ,ШИРИНА, например 40,400, с шириной больше 0, но не {levels}.</translation>
    </message>
    <message>
      <source>{file} declares values from {low} to {high}: {low} is shown black and {high} white. Choose other levels if that is wrong: full, file, percentiles, or LEVEL,WIDTH.</source>
      <translation>В {file} указаны значения от {low} до {high}: {low} показано чёрным, {high} — белым. Если это неверно, выберите другие уровни: полные, из файла, процентили или УРОВЕНЬ,ШИРИНА.</translation>
    </message>
    <message>
      <source>{file} is nearly black at these levels ({levels}). Choose others: file, percentiles, or LEVEL,WIDTH.</source>
      <translation>При этих уровнях ({levels}) изображение {file} почти чёрное. Выберите другие: из файла, процентили или УРОВЕНЬ,ШИРИНА.</translation>
    </message>
    <message>
      <source>{file}: {low} is shown black and {high} white (levels: {levels}).</source>
      <translation>{file}: значение {low} показано чёрным, {high} — белым (уровни: {levels}).</translation>
    </message>
    <message>
      <source>{file} uses only the values {low} to {high} of {top}: {low} is shown black and {high} white. Choose other levels if that is wrong: full, percentiles, or LEVEL,WIDTH.</source>
      <translation>{file} использует только значения от {low} до {high} из {top}: {low} показано чёрным, {high} — белым. Если это неверно, выберите другие уровни: полные, процентили или УРОВЕНЬ,ШИРИНА.</translation>
    </message>
    <message>
      <source>{file} is nearly white at these levels ({levels}). Choose others: file, percentiles, or LEVEL,WIDTH.</source>
      <translation>При этих уровнях ({levels}) изображение {file} почти белое. Выберите другие: из файла, процентили или УРОВЕНЬ,ШИРИНА.</translation>
    </message>
    <message>
      <source>{file} declares no range of values: {low} is shown black and {high} white.</source>
      <translation>В {file} не указан диапазон значений: {low} показано чёрным, {high} — белым.</translation>
    </message>
    <message>
      <source>{link} has more than {most} MB: it is not fetched.</source>
      <translation>{link}: больше {most} МБ, загрузка отменена.</translation>
    </message>
    <message>
      <source>{host} does not send {link} ({code} {reason}).</source>
      <translation>{host} не отдаёт {link} ({code} {reason}).</translation>
    </message>
    <message>
      <source>{link} cannot be fetched ({reason}). Check the network and the link.</source>
      <translation>Не удалось получить {link} ({reason}). Проверьте сеть и ссылку.</translation>
    </message>
    <message>
      <source>{link} leads to a page ({kind}), not to a picture. Save the picture, and open its file.</source>
      <translation>Ссылка {link} ведёт на страницу ({kind}), а не на изображение. Сохраните изображение и откройте его файл.</translation>
    </message>
    <message>
      <source>No value of the map is finite (all are infinite or NaN). {way}</source>
      <translation>В карте нет ни одного конечного значения (все бесконечны или NaN). {way}</translation>
    </message>
    <message numerus="yes">
      <source>{n} of {total} values of the map are not finite (infinite or NaN) and are shown as the lowest. {way}</source>
      <translation>
        <numerusform>Значений карты, не являющихся конечными (бесконечность или NaN): {n} из {total}; они показаны как наименьшие. {way}</numerusform>
        <numerusform>Значений карты, не являющихся конечными (бесконечность или NaN): {n} из {total}; они показаны как наименьшие. {way}</numerusform>
        <numerusform>Значений карты, не являющихся конечными (бесконечность или NaN): {n} из {total}; они показаны как наименьшие. {way}</numerusform>
      </translation>
    </message>
    <message>
      <source>The layer {layer} has a single pixel, so the map has one value for the whole picture. {way}</source>
      <translation>В слое {layer} один пиксель, поэтому у карты одно значение на всё изображение. {way}</translation>
    </message>
    <message>
      <source>The map is flat: it has the same value, {value}, everywhere and carries no information. {reason}</source>
      <translation>Карта постоянна: всюду одно и то же значение {value}, информации она не несёт. {reason}</translation>
    </message>
    <message>
      <source>The activation of the layer {layer} is 0 everywhere: its units are inactive. {way}</source>
      <translation>Активация слоя {layer} всюду равна 0: его элементы неактивны. {way}</translation>
    </message>
    <message>
      <source>The score does not change with the layer {layer}: its gradient there is 0 everywhere. {way}</source>
      <translation>Оценка класса не зависит от слоя {layer}: её градиент там везде равен 0. {way}</translation>
    </message>
    <message>
      <source>The activation of the layer {layer} is the same everywhere, as for a picture of one colour. {way}</source>
      <translation>Активация слоя {layer} всюду одинакова, как для одноцветного изображения. {way}</translation>
    </message>
    <message>
      <source>The weighted activation of the layer {layer} supports the class nowhere: the sum of its channels is not positive at any place. {way}</source>
      <translation>Взвешенная активация слоя {layer} нигде не свидетельствует в пользу класса: сумма каналов нигде не положительна. {way}</translation>
    </message>
    <message>
      <source>The picture is too similar to the baseline {baseline}, with which it is compared or covered: nothing changes. Choose another baseline ({method}.baseline = {other}).</source>
      <translation>Изображение слишком похоже на базовое изображение {baseline}, с которым оно сравнивается или которым закрывается: ничего не меняется. Выберите другое ({method}.baseline = {other}).</translation>
    </message>
    <message>
      <source>The picture has only one colour. {way}</source>
      <translation>Изображение одноцветное. {way}</translation>
    </message>
    <message>
      <source>The weighted activation of the layer {layer} raises the output nowhere: the sum of its channels is not positive at any place. {way}</source>
      <translation>Взвешенная активация слоя {layer} нигде не увеличивает выход: сумма каналов нигде не положительна. {way}</translation>
    </message>
    <message>
      <source>The score's gradient is 0 at every pixel: all units between the picture and the score are inactive or saturated, or are step functions such as a sign. {way}</source>
      <translation>Градиент оценки класса равен 0 во всех пикселях: все элементы между изображением и оценкой неактивны, насыщены или являются ступенчатыми функциями, например знаком. {way}</translation>
    </message>
    <message>
      <source>Mask fill</source>
      <translation>Заливка маски</translation>
    </message>
    <message>
      <source>What replaces hidden parts: a plain colour, or the blurred picture.</source>
      <translation>Чем заменяются скрытые части: ровным цветом или размытым изображением.</translation>
    </message>
    <message>
      <source>Grid</source>
      <translation>Сетка</translation>
    </message>
    <message>
      <source>How many cells the picture has along each side.</source>
      <translation>Сколько клеток у изображения вдоль каждой стороны.</translation>
    </message>
    <message>
      <source>The score stays at {score} whatever is hidden: the map shows rounding errors at most. Hide more of the picture, choose another mask fill, or explain another class.</source>
      <translation>Оценка класса остаётся равной {score}, что бы ни было скрыто: карта показывает разве что ошибки округления. Скройте большую часть изображения, выберите другую заливку маски или объясните другой класс.</translation>
    </message>
    <message>
      <source>grey</source>
      <translation>серый</translation>
    </message>
    <message>
      <source>black</source>
      <translation>чёрный</translation>
    </message>
    <message>
      <source>white</source>
      <translation>белый</translation>
    </message>
    <message>
      <source>blur</source>
      <translation>размытие</translation>
    </message>
    <message>
      <source>Weights a layer's channels by the drop of the score when each is ablated. Needs no gradients.</source>
      <translation>Взвешивает каналы слоя по падению оценки класса при исключении каждого из них. Градиенты не нужны.</translation>
    </message>
    <message>
      <source>Each channel of the layer is set to 0 in turn, and its weight is the drop of the score. No gradients are needed, but a pass for each channel.</source>
      <translation>Каналы слоя поочерёдно обнуляются, и вес канала равен вызванному этим падению оценки. Градиенты не нужны, но для каждого канала требуется отдельный проход.</translation>
    </message>
    <message>
      <source>What tells the class from others, by the steepest ways to them. Needs no baseline.</source>
      <translation>Что отличает класс от других: по кратчайшим путям к ним. Базовое изображение не нужно.</translation>
    </message>
    <message>
      <source>The picture is changed step by step until the model takes it for another class, and what the score loses on the way is shared out among the pixels. The mean over several other classes needs no baseline.</source>
      <translation>Изображение меняется шаг за шагом, пока модель не примет его за другой класс, и потерянная на этом пути оценка распределяется между пикселями. Среднее по нескольким другим классам не требует базового изображения.</translation>
    </message>
    <message>
      <source>False classes</source>
      <translation>Ложные классы</translation>
    </message>
    <message>
      <source>How many other classes are drawn.</source>
      <translation>Сколько других классов выбирается случайно.</translation>
    </message>
    <message>
      <source>Most steps towards each of them.</source>
      <translation>Наибольшее число шагов к каждому из них.</translation>
    </message>
    <message>
      <source>As a fraction of the range of pixels.</source>
      <translation>Доля диапазона значений пикселей.</translation>
    </message>
    <message>
      <source>The model takes the picture for another class already, so there is no way to go to it. Explain the class that the model sees, or choose integrated_gradients.</source>
      <translation>Модель уже относит изображение к другому классу, поэтому пути к нему нет. Объясните класс, который видит модель, или выберите integrated_gradients.</translation>
    </message>
    <message>
      <source>AGI compares the class with others, and the model has none. Choose integrated_gradients, which compares the picture with a baseline.</source>
      <translation>AGI сравнивает класс с другими, а у модели их нет. Выберите integrated_gradients: этот метод сравнивает изображение с базовым.</translation>
    </message>
    <message>
      <source>Try another method ({methods}) or the layer {layer}.</source>
      <translation>Попробуйте другой метод ({methods}) или слой {layer}.</translation>
    </message>
    <message>
      <source>Try another method: {methods}.</source>
      <translation>Попробуйте другой метод: {methods}.</translation>
    </message>
    <message>
      <source>Attention of a vision transformer, propagated through all layers. Not class-specific.</source>
      <translation>Внимание визуального трансформера, прослеженное через все слои. Не зависит от класса.</translation>
    </message>
    <message>
      <source>The attention of a vision transformer is multiplied through all layers, with the connections that pass a layer by. The row of the class token says on which patches the answer rests, whatever the class is.</source>
      <translation>Матрицы внимания визуального трансформера перемножаются по всем слоям с учётом обходных связей. Строка токена класса показывает, на какие фрагменты опирается ответ, независимо от класса.</translation>
    </message>
    <message>
      <source>Gradient-weighted attention</source>
      <translation>Внимание, взвешенное градиентом</translation>
    </message>
    <message>
      <source>Attention of a vision transformer, weighted by the gradient of the class and propagated through all layers.</source>
      <translation>Внимание визуального трансформера, взвешенное градиентом класса и прослеженное через все слои.</translation>
    </message>
    <message>
      <source>The attention of each layer is weighted by its gradient for the class, averaged over the heads and accumulated through the layers. Unlike attention rollout the map depends on the class.</source>
      <translation>Внимание каждого слоя взвешивается его градиентом для объясняемого класса, усредняется по головам и накапливается по слоям. В отличие от метода attention rollout карта зависит от класса.</translation>
    </message>
    <message>
      <source>Heads</source>
      <translation>Головы</translation>
    </message>
    <message>
      <source>How the heads of a layer are fused.</source>
      <translation>Как объединяются головы одного слоя.</translation>
    </message>
    <message>
      <source>mean</source>
      <translation>среднее</translation>
    </message>
    <message>
      <source>max</source>
      <translation>макс.</translation>
    </message>
    <message>
      <source>min</source>
      <translation>мин.</translation>
    </message>
    <message>
      <source>In the formulas, L is the map, x the model's input and y the score of the target. A is the activation of the layer (of a transformer: the attention), Aₖ its channel k with Z places i, j, and G = ∂y/∂A its gradient.</source>
      <translation>В формулах L — карта, x — вход модели, y — оценка объясняемого класса. A — активация слоя (у трансформеров — матрица внимания), Aₖ — её канал k, содержащий Z точек i, j, а G = ∂y/∂A — её градиент.</translation>
    </message>
    <message>
      <source>Strongest blur, in pixels of the model's input. auto: 50 at a shorter side of 224, and in proportion.</source>
      <translation>Наибольшее размытие в пикселях входа модели. auto: 50 при меньшей стороне 224, далее пропорционально.</translation>
    </message>
    <message>
      <source>Blur integrated gradients</source>
      <translation>Интегрированные градиенты размытия</translation>
    </message>
    <message>
      <source>Distributes the change of the score from a blurred picture to the sharp one over the pixels.</source>
      <translation>Распределяет по пикселям прирост оценки класса от размытого изображения к резкому.</translation>
    </message>
    <message>
      <source>The gradients are integrated on the way from a strongly blurred picture to the sharp one, so no baseline colour is needed. The contributions of all pixels add up to the difference of the two scores.</source>
      <translation>Градиенты интегрируются на пути от сильно размытого изображения к резкому, поэтому выбирать цвет базового изображения не нужно. Сумма вкладов всех пикселей равна разности этих двух оценок.</translation>
    </message>
    <message>
      <source>Steps from the blurred picture to the sharp one.</source>
      <translation>Число шагов от размытого изображения к резкому.</translation>
    </message>
    <message>
      <source>Centre Gaussian</source>
      <translation>Гауссиан в центре</translation>
    </message>
    <message>
      <source>A Gaussian at the centre of every picture. A method that locates objects no better than this locates nothing.</source>
      <translation>Гауссиана в центре любого изображения. Метод, который находит объекты не лучше, не находит ничего.</translation>
    </message>
    <message>
      <source>A bump at the centre of every picture, where photographers put the object. A method that finds the object no better than this has located nothing.</source>
      <translation>Колоколообразное пятно в центре каждого изображения, куда фотографы обычно помещают объект. Метод, который находит объект не лучше, ничего не локализовал.</translation>
    </message>
    <message>
      <source>Deep Taylor decomposition</source>
      <translation>Глубокое разложение Тейлора</translation>
    </message>
    <message>
      <source>Hands the score back to the pixels by what speaks for it alone: little noise, and no minus.</source>
      <translation>Возвращает оценку пикселям только по тому, что говорит за неё: мало шума и нет отрицательных значений.</translation>
    </message>
    <message>
      <source>Each unit hands its relevance to the inputs that made it active, in proportion to what they added. What spoke against it gets none, so that the map shows where the network looked, more than for which class.</source>
      <translation>Каждый нейрон передаёт свою релевантность тем входам, которые его возбудили, пропорционально их вкладу. То, что говорило против, не получает ничего, поэтому карта показывает скорее, куда смотрела сеть, чем за какой класс.</translation>
    </message>
    <message>
      <source>Compares every unit with what it is for a baseline, and hands back what made the difference.</source>
      <translation>Сравнивает каждый нейрон с его значением для базового изображения и возвращает то, что создало разницу.</translation>
    </message>
    <message>
      <source>The picture and a baseline go through the network together. Each unit's difference is shared out among the differences of its inputs, down to the pixels, so that all contributions add up to the difference of the scores, as those of integrated gradients do, for two passes instead of fifty.</source>
      <translation>Изображение и базовое изображение проходят через сеть вместе. Разница каждого нейрона распределяется между разницами его входов вплоть до пикселей, так что сумма всех вкладов равна разнице оценок, как у интегрированных градиентов, но за два прохода вместо пятидесяти.</translation>
    </message>
    <message>
      <source>Rule</source>
      <translation>Правило</translation>
    </message>
    <message>
      <source>Of activations: reveal_cancel looks at what raised a unit and at what lowered it separately.</source>
      <translation>Для функций активации: reveal_cancel раздельно учитывает то, что увеличило значение нейрона, и то, что его уменьшило.</translation>
    </message>
    <message>
      <source>First principal component of a layer's activation. Stable, but not class-specific.</source>
      <translation>Первая главная компонента активации слоя. Устойчива, но не зависит от класса.</translation>
    </message>
    <message>
      <source>The activations of a layer are projected on their first principal component. The map is steady and needs no gradients, but does not depend on the class.</source>
      <translation>Активации слоя проецируются на первую главную компоненту. Карта устойчива и не требует градиентов, но не зависит от класса.</translation>
    </message>
    <message>
      <source>Eigen-CAM of the activation times its gradient: as stable, and class-specific.</source>
      <translation>Eigen-CAM активации, умноженной на её градиент: столь же устойчив и зависит от класса.</translation>
    </message>
    <message>
      <source>The activations of a layer, each times its gradient, are projected on their first principal component. The map is as steady as that of Eigen-CAM, and depends on the class.</source>
      <translation>Активации слоя, умноженные на свои градиенты, проецируются на первую главную компоненту. Карта так же устойчива, как у Eigen-CAM, и при этом зависит от класса.</translation>
    </message>
    <message>
      <source>Eigen-CAM of the activation times the magnitude of its gradient, for or against the class.</source>
      <translation>Eigen-CAM активации, умноженной на модуль её градиента: за класс и против него.</translation>
    </message>
    <message>
      <source>The activations of a layer, each times the absolute value of its gradient, are projected on their first principal component. Its sign is the one with which the strongest value is positive.</source>
      <translation>Активации слоя, умноженные на модули своих градиентов, проецируются на первую главную компоненту. Её знак выбирается так, чтобы наибольшее по модулю значение было положительным.</translation>
    </message>
    <message>
      <source>Expected gradients</source>
      <translation>Ожидаемые градиенты</translation>
    </message>
    <message>
      <source>Integrated gradients averaged over a folder of pictures as baselines, instead of a black one.</source>
      <translation>Интегрированные градиенты, усреднённые по папке изображений в качестве базовых вместо чёрного.</translation>
    </message>
    <message>
      <source>What the score gains on the way from other pictures to this one is shared out among the pixels, and averaged over these pictures. The map says what tells the picture from what the model usually sees.</source>
      <translation>Прирост оценки на пути от других изображений к этому распределяется между пикселями и усредняется по этим изображениям. Карта показывает, чем изображение отличается от того, что модель видит обычно.</translation>
    </message>
    <message>
      <source>There are no pictures in the folder {folder}, or it cannot be read. Name another folder ({method}.folder).</source>
      <translation>В папке {folder} нет изображений, или её нельзя прочитать. Укажите другую папку ({method}.folder).</translation>
    </message>
    <message>
      <source>How many baselines are drawn.</source>
      <translation>Сколько базовых изображений выбирается случайно.</translation>
    </message>
    <message>
      <source>Folder of pictures</source>
      <translation>Папка с изображениями</translation>
    </message>
    <message>
      <source>The pictures that are the baselines, such as some of the training data. Empty: the drawn scenes.</source>
      <translation>Базовые изображения, например часть обучающих данных. Пусто — нарисованные сцены.</translation>
    </message>
    <message>
      <source>Baselines: {count} pictures of {folder}.</source>
      <translation>Базовые изображения: {count} из папки {folder}.</translation>
    </message>
    <message>
      <source>Baselines: the {count} drawn scenes that come with the program. Name a folder of pictures like those that the model was trained with ({method}.folder).</source>
      <translation>Базовые изображения: нарисованные сцены из комплекта программы ({count}). Укажите папку с изображениями, похожими на обучающие данные модели ({method}.folder).</translation>
    </message>
    <message>
      <source>Sum of a layer's channels, each weighted by the share of its places that stand out. Not class-specific.</source>
      <translation>Сумма каналов слоя, каждый с весом, равным доле выделяющихся в нём мест. Не зависит от класса.</translation>
    </message>
    <message>
      <source>The channels of a layer are added up, each weighted by the share of its places that stand out from its mean by several standard deviations. The map needs no gradients, and does not depend on the class.</source>
      <translation>Каналы слоя складываются с весами, равными доле точек, активация в которых превышает среднюю на несколько стандартных отклонений. Карта не требует градиентов и не зависит от класса.</translation>
    </message>
    <message>
      <source>Deviations</source>
      <translation>Отклонения</translation>
    </message>
    <message>
      <source>A place stands out this many standard deviations above its channel's mean.</source>
      <translation>На сколько стандартных отклонений выше среднего по каналу должно быть место, чтобы считаться выделяющимся.</translation>
    </message>
    <message>
      <source>Grad-CAM of the difference from the most similar classes: shows what distinguishes them.</source>
      <translation>Grad-CAM для отличия от самых похожих классов: показывает, что отличает класс от них.</translation>
    </message>
    <message>
      <source>Grad-CAM of the difference between the score of the class and the scores of the most similar classes. The map shows what distinguishes the class from these.</source>
      <translation>Grad-CAM для разности между оценкой класса и оценками самых похожих на него классов. Карта показывает, чем класс отличается от них.</translation>
    </message>
    <message>
      <source>Strength</source>
      <translation>Сила</translation>
    </message>
    <message>
      <source>Factor of the similar classes' scores, which are subtracted.</source>
      <translation>Коэффициент, с которым вычитаются оценки похожих классов.</translation>
    </message>
    <message>
      <source>Comparisons</source>
      <translation>Число сравнений</translation>
    </message>
    <message>
      <source>Number of similar classes to compare with.</source>
      <translation>Число похожих классов для сравнения.</translation>
    </message>
    <message>
      <source>Contributions of the input and of the biases of all layers to the score. Sharp where the picture matters.</source>
      <translation>Вклады входа и смещений всех слоёв в оценку класса. Резкая карта там, где изображение важно.</translation>
    </message>
    <message>
      <source>The score is split into the contributions of the picture and of the biases of all layers. The absolute values of these contributions, scaled to 0..1, are enlarged and added up.</source>
      <translation>Оценка раскладывается на вклады самого изображения и смещений всех слоёв. Модули этих вкладов, приведённые к диапазону от 0 до 1, увеличиваются до размера изображения и складываются.</translation>
    </message>
    <message>
      <source>A layer's channels, weighted by their mean gradients for the class. Coarse, but class-specific.</source>
      <translation>Каналы слоя, взвешенные средними градиентами класса. Грубая карта, но зависит от класса.</translation>
    </message>
    <message>
      <source>The channels of a layer are added up, each weighted by the mean of its gradients for the class. Only what raises the score remains; the map is as coarse as the layer.</source>
      <translation>Каналы слоя складываются с весами, равными средним значениям их градиентов для объясняемого класса. Остаётся только то, что повышает оценку; карта так же груба, как сам слой.</translation>
    </message>
    <message>
      <source>Every channel weight is negative: overall, the layer {layer} is evidence against the class. {way}</source>
      <translation>Веса всех каналов отрицательны: в целом слой {layer} свидетельствует против класса. {way}</translation>
    </message>
    <message>
      <source>Grad-CAM, elementwise</source>
      <translation>Grad-CAM, поэлементный</translation>
    </message>
    <message>
      <source>HiResCAM without evidence against the class, which therefore never cancels evidence for it.</source>
      <translation>HiResCAM без свидетельств против класса: они не погашают свидетельств в его пользу.</translation>
    </message>
    <message>
      <source>At each place the activation of each channel is multiplied by its own gradient, and only the positive products are added up. So evidence against the class never cancels evidence for it.</source>
      <translation>В каждой точке активация каждого канала умножается на её собственный градиент, и складываются только положительные произведения. Поэтому доводы против класса никогда не погашают доводов за него.</translation>
    </message>
    <message>
      <source>authors</source>
      <translation>авторы</translation>
    </message>
    <message>
      <source>Normaliser</source>
      <translation>Нормировка весов</translation>
    </message>
    <message>
      <source>Where the weights alpha sum to 1 in each channel. authors: over the places where the gradient is positive, as the authors' code does. tf-keras-vis: over all places; there negative alphas can cancel a channel or turn its sign, up to a flat map.</source>
      <translation>По каким точкам сумма весов альфа в каждом канале равна 1. Авторы: по точкам с положительным градиентом, как в коде авторов. tf-keras-vis: по всем точкам; тогда отрицательные альфа могут погасить канал или изменить его знак, вплоть до плоской карты.</translation>
    </message>
    <message>
      <source>Grad-CAM that covers several instances of the class, and the whole of each, better.</source>
      <translation>Grad-CAM, который лучше охватывает несколько объектов класса и каждый из них целиком.</translation>
    </message>
    <message>
      <source>The weight of a channel is a sum of its positive gradients, in which higher derivatives of the score decide how much each place counts. This covers several objects of the class, and the whole of each, better than Grad-CAM.</source>
      <translation>Вес канала — сумма его положительных градиентов, в которой вклад каждого места определяется высшими производными оценки. Поэтому несколько объектов класса и каждый из них целиком охватываются лучше, чем методом Grad-CAM.</translation>
    </message>
    <message>
      <source>The alphas of negative gradients outweigh those of positive ones. Choose the authors' normaliser, which leaves them out ({method}.normaliser = authors). {way}</source>
      <translation>Веса альфа отрицательных градиентов перевешивают веса положительных. Выберите нормировку весов «авторы», которая их не учитывает ({method}.normaliser = authors). {way}</translation>
    </message>
    <message>
      <source>Integrated gradients averaged over noisy baselines: the choice of the baseline matters less.</source>
      <translation>Интегрированные градиенты, усреднённые по зашумлённым базовым изображениям: выбор базового изображения меньше влияет.</translation>
    </message>
    <message>
      <source>Integrated gradients are averaged over random baselines and random points of the path. The mean estimates the Shapley values of the pixels, and depends less on the choice of the baseline.</source>
      <translation>Интегрированные градиенты усредняются по случайным базовым изображениям и случайным точкам пути. Среднее оценивает значения Шепли пикселей и меньше зависит от выбора базового изображения.</translation>
    </message>
    <message>
      <source>How many noisy baselines are drawn.</source>
      <translation>Сколько берётся случайных зашумлённых базовых изображений.</translation>
    </message>
    <message>
      <source>Standard deviation of the baselines, as a fraction of the input's range.</source>
      <translation>Стандартное отклонение базовых изображений в долях диапазона входа.</translation>
    </message>
    <message>
      <source>Gradient x input</source>
      <translation>Градиент × вход</translation>
    </message>
    <message>
      <source>The gradient times the picture itself: sharper than saliency, but blind to middle grey or black.</source>
      <translation>Градиент, умноженный на само изображение: резче, чем салиентность, но не видит среднего серого или чёрного.</translation>
    </message>
    <message>
      <source>The gradient is multiplied by the input itself, which gives each pixel's part in the score to first order. Positive values speak for the class, negative ones against it; a pixel that preprocessing makes 0 has no part.</source>
      <translation>Градиент умножается на сам вход, что в первом приближении даёт вклад каждого пикселя в оценку. Положительные значения говорят в пользу класса, отрицательные — против него; пиксель, который предобработка обращает в 0, вклада не имеет.</translation>
    </message>
    <message>
      <source>Guided backpropagation</source>
      <translation>Управляемое обратное распространение</translation>
    </message>
    <message>
      <source>Only what raises the score flows back through each ReLU. Crisp edges, but hardly class-specific.</source>
      <translation>Через каждый ReLU назад проходит лишь то, что повышает оценку. Чёткие края, но почти без связи с классом.</translation>
    </message>
    <message>
      <source>The score is propagated back to the picture, and each ReLU passes only positive gradients at places where it was active. The maps have crisp edges, but hardly depend on the class.</source>
      <translation>Оценка распространяется обратно к изображению, причём каждая функция ReLU пропускает только положительные градиенты и только там, где она была активна. Карты получаются чёткими, но почти не зависят от класса.</translation>
    </message>
    <message>
      <source>Deconvnet</source>
      <translation>Деконволюционная сеть</translation>
    </message>
    <message>
      <source>Runs the network backwards, with a ReLU on the way back too. Shows patterns more than places.</source>
      <translation>Прогоняет сеть в обратную сторону, с ReLU и на обратном пути. Показывает скорее узоры, чем места.</translation>
    </message>
    <message>
      <source>The score is propagated back to the picture, and each ReLU passes only positive gradients, whether it was active or not. This shows patterns that excite the network rather than places that decide.</source>
      <translation>Оценка распространяется обратно к изображению, причём каждая функция ReLU пропускает только положительные градиенты независимо от того, была ли она активна. Карта показывает скорее узоры, возбуждающие сеть, чем места, от которых зависит решение.</translation>
    </message>
    <message>
      <source>Guided backpropagation times Grad-CAM: fine and class-specific.</source>
      <translation>Произведение управляемого обратного распространения и Grad-CAM: карта детальная и зависит от класса.</translation>
    </message>
    <message>
      <source>The map of guided backpropagation is multiplied by the enlarged map of Grad-CAM. The product has the fine edges of the former and depends on the class as the latter does.</source>
      <translation>Карта управляемого обратного распространения умножается на увеличенную карту Grad-CAM. Произведение сохраняет тонкие контуры первой карты и, как вторая, зависит от класса.</translation>
    </message>
    <message>
      <source>Guided integrated gradients</source>
      <translation>Управляемые интегрированные градиенты</translation>
    </message>
    <message>
      <source>Integrated gradients along a path that avoids steep gradients: less noise off the object.</source>
      <translation>Интегрированные градиенты вдоль пути, обходящего большие градиенты: меньше шума вне объекта.</translation>
    </message>
    <message>
      <source>The gradients are integrated along a path on which the pixels with the smallest gradients change first. It avoids places with steep gradients, so the map has less noise off the object.</source>
      <translation>Градиенты интегрируются вдоль пути, на котором первыми меняются пиксели с наименьшими градиентами. Такой путь обходит области крутых градиентов, поэтому вне объекта на карте меньше шума.</translation>
    </message>
    <message>
      <source>Steps from each baseline to the picture.</source>
      <translation>Число шагов от каждого базового изображения к исходному.</translation>
    </message>
    <message>
      <source>Fraction</source>
      <translation>Доля</translation>
    </message>
    <message>
      <source>Fraction of the input's values that change in one step.</source>
      <translation>Доля значений входа, изменяемых за один шаг.</translation>
    </message>
    <message>
      <source>Distance</source>
      <translation>Расстояние</translation>
    </message>
    <message>
      <source>How far a value may deviate from the straight path. 0: integrated gradients, 1: no limit.</source>
      <translation>Насколько значение может отклоняться от прямого пути. 0: интегрированные градиенты, 1: без ограничений.</translation>
    </message>
    <message>
      <source>Grad-CAM without averaging the gradient: shows only places that raised the score.</source>
      <translation>Grad-CAM без усреднения градиента: показывает только места, повысившие оценку.</translation>
    </message>
    <message>
      <source>The gradient is not averaged over the channel as in Grad-CAM, but multiplied by the activation place by place. So the map shows only places that raised the score.</source>
      <translation>Градиент не усредняется по каналу, как в Grad-CAM, а умножается на активацию в каждой точке. Поэтому карта показывает только те места, которые повысили оценку.</translation>
    </message>
    <message>
      <source>Hides cells at random and shows on which of them the score depends. Fewer passes than Sobol indices.</source>
      <translation>Случайно скрывает клетки и показывает, от каких из них зависит оценка. Проходов меньше, чем для индексов Соболя.</translation>
    </message>
    <message>
      <source>Cells of a grid are hidden at random, and the Hilbert-Schmidt independence criterion measures how strongly the score depends on each. It needs fewer passes than Sobol indices.</source>
      <translation>Ячейки сетки скрываются случайным образом, и критерий независимости Гильберта — Шмидта измеряет, насколько сильно оценка зависит от каждой из них. Проходов нужно меньше, чем для индексов Соболя.</translation>
    </message>
    <message>
      <source>Number of masks.</source>
      <translation>Число масок.</translation>
    </message>
    <message>
      <source>Integrated gradients without the noise of the path: only the direction of the gradient counts.</source>
      <translation>Интегрированные градиенты без шума пути: учитывается только направление градиента.</translation>
    </message>
    <message>
      <source>On the straight line from a baseline to the picture, the rise of the score in each step is shared out among the pixels by the squares of their gradients. Parts of the step that do not change the score leave no trace.</source>
      <translation>На прямой от базового изображения к исходному прирост оценки на каждом шаге распределяется между пикселями пропорционально квадратам их градиентов. Составляющие шага, не меняющие оценку, не оставляют следа.</translation>
    </message>
    <message>
      <source>Number of steps from each baseline.</source>
      <translation>Число шагов от каждого базового изображения.</translation>
    </message>
    <message>
      <source>Integrated gradients</source>
      <translation>Интегрированные градиенты</translation>
    </message>
    <message>
      <source>Distributes the change of the score from a baseline to the picture over the pixels, without a remainder.</source>
      <translation>Распределяет по пикселям без остатка прирост оценки класса от базового изображения к исходному.</translation>
    </message>
    <message>
      <source>The gradients are integrated along the straight line from a baseline b, such as a black picture, to the picture. The contributions of all pixels add up to the difference of the scores at both ends, which is called completeness.</source>
      <translation>Градиенты интегрируются вдоль прямой от базового изображения b, например чёрного, до самого изображения. Сумма вкладов всех пикселей равна разности оценок на концах этого пути; это свойство называется полнотой.</translation>
    </message>
    <message>
      <source>Number of gradients along the path from each baseline.</source>
      <translation>Число градиентов вдоль пути от каждого базового изображения.</translation>
    </message>
    <message>
      <source>Shapley values of superpixels, estimated from random subsets. They add up to the score.</source>
      <translation>Значения Шепли суперпикселей, оценённые по случайным подмножествам. В сумме дают оценку класса.</translation>
    </message>
    <message>
      <source>The score of random subsets of superpixels is measured, and a weighted linear model is fitted whose coefficients are the Shapley values. They add up to the difference between the score of the picture and that of the baseline.</source>
      <translation>Измеряются оценки для случайных подмножеств суперпикселей, и подгоняется взвешенная линейная модель, коэффициенты которой — значения Шепли. Их сумма равна разности оценок самого изображения и базового изображения.</translation>
    </message>
    <message>
      <source>Eigen-CAM with kernel PCA: also finds non-linear structure in a layer's activation.</source>
      <translation>Eigen-CAM с ядерным методом главных компонент: находит и нелинейную структуру активации слоя.</translation>
    </message>
    <message>
      <source>Eigen-CAM with a kernel principal component analysis, which compares the activations of two places by a kernel. So it also finds non-linear structure in a layer.</source>
      <translation>Eigen-CAM на основе ядерного метода главных компонент, в котором активации двух точек сравниваются с помощью ядра. Поэтому обнаруживается и нелинейная структура слоя.</translation>
    </message>
    <message>
      <source>Kernel</source>
      <translation>Ядро</translation>
    </message>
    <message>
      <source>Similarity of two places: by their distance (rbf), angle (cosine), or the sigmoid of their product.</source>
      <translation>Сходство двух мест: по расстоянию (радиальное), углу (косинус) или сигмоиде скалярного произведения.</translation>
    </message>
    <message>
      <source>Gamma</source>
      <translation>Гамма</translation>
    </message>
    <message>
      <source>Coefficient gamma of the kernel. 0: one over the number of channels.</source>
      <translation>Коэффициент гамма ядра. 0: единица, делённая на число каналов.</translation>
    </message>
    <message>
      <source>sigmoid</source>
      <translation>сигмоида</translation>
    </message>
    <message>
      <source>rbf</source>
      <translation>радиальное</translation>
    </message>
    <message>
      <source>cosine</source>
      <translation>косинус</translation>
    </message>
    <message>
      <source>Grad-CAM with a weight for each place. Works on early layers too, where maps are finer.</source>
      <translation>Grad-CAM с отдельным весом для каждого места. Работает и на ранних слоях, где карты детальнее.</translation>
    </message>
    <message>
      <source>Each place of each channel is weighted by its own positive gradient. This gives usable maps of early layers too, which are finer.</source>
      <translation>Каждая точка каждого канала берётся с весом, равным её собственному положительному градиенту. Поэтому пригодные карты получаются и для ранних слоёв, где они детальнее.</translation>
    </message>
    <message>
      <source>Gradients of the attention in every layer, each for the answer that the tokens behind it give.</source>
      <translation>Градиенты внимания в каждом слое, каждый — для ответа, который дают токены после этого слоя.</translation>
    </message>
    <message>
      <source>The head of the model judges the tokens behind each layer, and the gradient of this score by the attention of the layer is taken. What raises the score is averaged over heads, queries and layers.</source>
      <translation>Выходная часть модели оценивает токены после каждого слоя, и берётся градиент этой оценки по вниманию слоя. То, что повышает оценку, усредняется по головам, запросам и слоям.</translation>
    </message>
    <message>
      <source>Last layers</source>
      <translation>Последние слои</translation>
    </message>
    <message>
      <source>Only so many of the last layers count. 0: all of them.</source>
      <translation>Учитывать только столько последних слоёв. 0 — все.</translation>
    </message>
    <message>
      <source>Behind the attention {layer} there is no layer that all tokens go through, and LeGrad needs one. Choose gradient_attention.</source>
      <translation>После слоя внимания {layer} нет слоя, через который проходят все токены, а LeGrad он нужен. Выберите gradient_attention.</translation>
    </message>
    <message>
      <source>Hides superpixels at random and fits a linear model to the scores: for and against the class.</source>
      <translation>Случайно скрывает суперпиксели и подгоняет к оценкам линейную модель: за класс и против него.</translation>
    </message>
    <message>
      <source>Superpixels of the picture are hidden at random, and a linear model is fitted to the scores. The weight of a superpixel says how strongly it speaks for the class or, where negative, against it.</source>
      <translation>Суперпиксели изображения скрываются случайным образом, и к оценкам подгоняется линейная модель. Вес суперпикселя показывает, насколько сильно он говорит в пользу класса или, если вес отрицателен, против него.</translation>
    </message>
    <message>
      <source>Kernel width</source>
      <translation>Ширина ядра</translation>
    </message>
    <message>
      <source>Lower: samples that hide little of the picture count more.</source>
      <translation>Чем меньше, тем больше вес образцов, в которых скрыта малая часть изображения.</translation>
    </message>
    <message>
      <source>Ridge</source>
      <translation>Гребневая регуляризация</translation>
    </message>
    <message>
      <source>Higher: smaller, steadier weights.</source>
      <translation>Чем больше, тем меньше и устойчивее веса.</translation>
    </message>
    <message>
      <source>LRP</source>
      <translation>LRP</translation>
    </message>
    <message>
      <source>Hands the score back from layer to layer to the pixels: far less noise than a gradient has.</source>
      <translation>Распределяет оценку класса от слоя к слою вплоть до пикселей; шума намного меньше, чем у градиента.</translation>
    </message>
    <message>
      <source>The score is shared out among the inputs of the last layer by what each contributed, then among those of the layer before, and so on to the pixels. Positive relevance speaks for the class, negative against it; what the rules keep adds up to the score.</source>
      <translation>Оценка класса распределяется между входами последнего слоя соразмерно их вкладу, затем между входами предыдущего слоя и так далее вплоть до пикселей. Положительная релевантность говорит в пользу класса, отрицательная — против него; сохранённая правилами релевантность в сумме даёт оценку.</translation>
    </message>
    <message>
      <source>Composite</source>
      <translation>Набор правил</translation>
    </message>
    <message>
      <source>Which layers follow which rule, by the names of zennit.</source>
      <translation>Какие слои следуют какому правилу; названия как в zennit.</translation>
    </message>
    <message>
      <source>Epsilon</source>
      <translation>Эпсилон</translation>
    </message>
    <message>
      <source>Added to the denominators of dense layers: more of it absorbs weak contributions.</source>
      <translation>Прибавляется к знаменателям полносвязных слоёв: чем больше, тем сильнее поглощаются слабые вклады.</translation>
    </message>
    <message>
      <source>How much epsilon_gamma_box favours positive contributions.</source>
      <translation>Насколько epsilon_gamma_box усиливает положительные вклады.</translation>
    </message>
    <message>
      <source>Attention</source>
      <translation>Внимание</translation>
    </message>
    <message>
      <source>In transformers: attn_lrp goes through the attention too, cp_lrp takes it for given.</source>
      <translation>В трансформерах: attn_lrp проходит и через внимание, cp_lrp считает его заданным.</translation>
    </message>
    <message>
      <source>Biases</source>
      <translation>Смещения</translation>
    </message>
    <message>
      <source>absorb: they take their share of the relevance, as in zennit; ignore: all of it reaches the picture.</source>
      <translation>Поглощают: забирают свою долю релевантности, как в zennit; не учитываются: вся релевантность доходит до изображения.</translation>
    </message>
    <message>
      <source>absorb</source>
      <translation>поглощают</translation>
    </message>
    <message>
      <source>ignore</source>
      <translation>не учитываются</translation>
    </message>
    <message>
      <source>Patch</source>
      <translation>Заплатка</translation>
    </message>
    <message>
      <source>Side of the patch, in pixels of the model's input. auto: a seventh of the shorter side, 32 of 224.</source>
      <translation>Сторона заплатки в пикселях входа модели. auto: седьмая часть меньшей стороны, 32 из 224.</translation>
    </message>
    <message>
      <source>Stride</source>
      <translation>Шаг сдвига</translation>
    </message>
    <message>
      <source>Pixels from one patch to the next. auto: a fourteenth of the shorter side, 16 of 224.</source>
      <translation>Сколько пикселей от одной заплатки до следующей. auto: четырнадцатая часть меньшей стороны, 16 из 224.</translation>
    </message>
    <message>
      <source>Occlusion</source>
      <translation>Окклюзия</translation>
    </message>
    <message>
      <source>Slides a patch over the picture and shows how far the score drops at each place. Slow, but direct.</source>
      <translation>Сдвигает заплатку по изображению и показывает, насколько падает оценка класса в каждом месте. Медленно, но наглядно.</translation>
    </message>
    <message>
      <source>A patch slides over the picture, and each pixel gets the mean drop of the score of all patches that cover it. Where hiding a place raises the score, the place speaks against the class.</source>
      <translation>По изображению движется закрывающий квадрат, и каждый пиксель получает среднее падение оценки по всем положениям квадрата, которые его закрывают. Если закрытие места повышает оценку, это место говорит против класса.</translation>
    </message>
    <message>
      <source>The patch of {patch} pixels covers the whole picture of {width} x {height}. Choose a smaller one (occlusion.patch = {fitting}).</source>
      <translation>Заплатка в {patch} пикселей закрывает всё изображение {width} x {height}. Выберите меньшую (occlusion.patch = {fitting}).</translation>
    </message>
    <message>
      <source>The patch of {patch} pixels covers a whole side of the picture of {width} x {height}: the map has stripes only. Choose a smaller one (occlusion.patch = {fitting}).</source>
      <translation>Заплатка в {patch} пикселей закрывает целую сторону изображения {width} x {height}: на карте одни полосы. Выберите меньшую (occlusion.patch = {fitting}).</translation>
    </message>
    <message>
      <source>A layer's channels, mixed so that the picture seen through the map keeps the highest score.</source>
      <translation>Каналы слоя, смешанные так, чтобы изображение, видимое сквозь карту, сохраняло наибольшую оценку.</translation>
    </message>
    <message>
      <source>The channels of a layer are added up with weights that are optimised for this picture: seen through the map as a mask, it is to have the highest score. Each step of the optimisation takes a forward and a backward pass.</source>
      <translation>Каналы слоя складываются с весами, оптимизированными для этого изображения: видимое сквозь карту как через маску, оно должно получить наибольшую оценку. Каждый шаг оптимизации требует прямого и обратного прохода.</translation>
    </message>
    <message>
      <source>Steps of the optimisation.</source>
      <translation>Число шагов оптимизации.</translation>
    </message>
    <message>
      <source>Of the steps of the optimisation, which is Adam.</source>
      <translation>Размер шага оптимизации, которая ведётся методом Adam.</translation>
    </message>
    <message>
      <source>Baseline</source>
      <translation>Базовое изображение</translation>
    </message>
    <message>
      <source>The picture without content that the input is compared with; two-sided is the mean over black and white.</source>
      <translation>Изображение без содержания, с которым сравнивается вход; двустороннее — среднее по чёрному и белому.</translation>
    </message>
    <message>
      <source>Integration</source>
      <translation>Интегрирование</translation>
    </message>
    <message>
      <source>How the gradients along the path are integrated; Gauss-Legendre needs fewer steps.</source>
      <translation>Как интегрируются градиенты вдоль пути; методу Гаусса — Лежандра нужно меньше шагов.</translation>
    </message>
    <message>
      <source>two-sided</source>
      <translation>двустороннее</translation>
    </message>
    <message>
      <source>gauss-legendre</source>
      <translation>Гаусс — Лежандр</translation>
    </message>
    <message>
      <source>trapezoid</source>
      <translation>трапеции</translation>
    </message>
    <message>
      <source>The contributions sum to {total:.4g}, and the score rises by {change:.4g} from baseline to picture: a gap of {gap:.2g}.</source>
      <translation>Сумма вкладов — {total:.4g}, а оценка от базового изображения к исходному растёт на {change:.4g}: расхождение {gap:.2g}.</translation>
    </message>
    <message>
      <source>The contributions sum to {total:.4g}, but the score rises by {change:.4g} from baseline to picture: the gap of {gap:.2g} is larger than the change itself, so the map is unreliable. The gradient changes abruptly along the path: use more steps, or another method, such as Saliency.</source>
      <translation>Сумма вкладов — {total:.4g}, а оценка класса от базового изображения к исходному растёт на {change:.4g}: расхождение {gap:.2g} больше самого прироста, поэтому карта ненадёжна. Градиент на пути резко меняется: увеличьте число шагов или выберите другой метод, например салиентность.</translation>
    </message>
    <message>
      <source>Random</source>
      <translation>Случайная карта</translation>
    </message>
    <message>
      <source>Seeded random values. A method that scores no better than this shows nothing about the model.</source>
      <translation>Случайные значения с заданным зерном. Метод с оценками не лучше этой ничего не говорит о модели.</translation>
    </message>
    <message>
      <source>Random numbers that know neither the model nor the object. A method whose scores are no better has shown nothing.</source>
      <translation>Случайные числа, не связанные ни с моделью, ни с объектом. Метод, оценки которого не лучше, ничего не показал.</translation>
    </message>
    <message>
      <source>The probability of the class when only one place of a layer is seen. Needs no gradients.</source>
      <translation>Вероятность класса, когда видна только одна точка слоя. Градиенты не нужны.</translation>
    </message>
    <message>
      <source>All places of the layer but one are set to 0, and the map has the probability of the class there. Each place takes a pass through the part of the model behind the layer, which is short for a late one.</source>
      <translation>Все точки слоя, кроме одной, обнуляются, и в этой точке карта показывает вероятность класса. Каждая точка требует прохода через часть модели после слоя, короткую для позднего слоя.</translation>
    </message>
    <message>
      <source>Smooth mask</source>
      <translation>Сглаженная маска</translation>
    </message>
    <message>
      <source>Let each place spread over its neighbours, instead of a sharp mask.</source>
      <translation>Распределять каждую точку по соседним вместо резкой маски.</translation>
    </message>
    <message>
      <source>Product of the maps of several layers: as fine as the earliest, as clean as the last.</source>
      <translation>Произведение карт нескольких слоёв: детально, как у самого раннего, и чисто, как у последнего.</translation>
    </message>
    <message>
      <source>The Grad-CAM++ maps of several layers of different sizes are enlarged and multiplied. The product is as fine as the earliest of them and as clean as the last.</source>
      <translation>Карты Grad-CAM++ нескольких слоёв разного размера увеличиваются и перемножаются. Произведение так же детально, как карта самого раннего слоя, и так же свободно от шума, как карта последнего.</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>Число слоёв</translation>
    </message>
    <message>
      <source>Number of layers, each of a different size, whose maps are multiplied.</source>
      <translation>Число слоёв разных размеров, карты которых перемножаются.</translation>
    </message>
    <message>
      <source>The Grad-CAM++ map of the layer {layer} is flat, which makes the product 0 everywhere. Take fewer layers (refinecam.stages = 1), the other normaliser (refinecam.normaliser = authors), or another layer.</source>
      <translation>Карта Grad-CAM++ слоя {layer} плоская, поэтому произведение везде равно 0. Возьмите меньше слоёв (refinecam.stages = 1), другую нормировку весов (refinecam.normaliser = authors) или другой слой.</translation>
    </message>
    <message>
      <source>The relevance grows from layer to layer without bound: to {size}, of a score of {given:.3g}. Units whose inputs nearly cancel hand on far more than they are given. {way}</source>
      <translation>Релевантность неограниченно растёт от слоя к слою: до {size} при оценке {given:.3g}. Нейроны, входы которых почти взаимно уничтожаются, передают намного больше, чем получают. {way}</translation>
    </message>
    <message>
      <source>infinity</source>
      <translation>бесконечности</translation>
    </message>
    <message>
      <source>Let biases absorb their share ({method}.biases = absorb).</source>
      <translation>Позвольте смещениям поглощать их долю ({method}.biases = absorb).</translation>
    </message>
    <message>
      <source>The relevance sums to {total:.4g}, and the score is {score:.4g}: biases and stabilisers absorb {rest:.4g}.</source>
      <translation>Сумма релевантностей равна {total:.4g}, а оценка — {score:.4g}: смещения и стабилизаторы поглощают {rest:.4g}.</translation>
    </message>
    <message>
      <source>Choose {method}.composite = epsilon_plus, which counts only what is positive.</source>
      <translation>Выберите {method}.composite = epsilon_plus: этот набор правил учитывает только положительные вклады.</translation>
    </message>
    <message>
      <source>Hides random parts and averages the masks, weighted by the remaining probability. Needs no gradients.</source>
      <translation>Скрывает случайные части и усредняет маски с весом, равным оставшейся вероятности. Градиенты не нужны.</translation>
    </message>
    <message>
      <source>Random masks hide parts of the picture, and are averaged with the remaining probability of the class as weights. Places that make the class probable when they are visible get high values; no gradients are needed.</source>
      <translation>Случайные маски закрывают части изображения и усредняются с весами, равными оставшейся вероятности класса. Высокие значения получают места, видимость которых делает класс вероятным; градиенты не нужны.</translation>
    </message>
    <message>
      <source>Masks</source>
      <translation>Число масок</translation>
    </message>
    <message>
      <source>How many random masks are averaged.</source>
      <translation>Сколько случайных масок усредняется.</translation>
    </message>
    <message>
      <source>Visible share</source>
      <translation>Видимая доля</translation>
    </message>
    <message>
      <source>Probability that a cell of a mask stays visible.</source>
      <translation>Вероятность того, что ячейка маски останется видимой.</translation>
    </message>
    <message>
      <source>How many cells a mask has along each side.</source>
      <translation>Сколько клеток у маски вдоль каждой стороны.</translation>
    </message>
    <message>
      <source>The probability stays between {lowest} and {highest} whatever is hidden: the map shows little but the randomness of the masks. Use a method that explains the logit (Occlusion, LIME), or hide more (rise.kept = 0.2).</source>
      <translation>Вероятность остаётся между {lowest} и {highest}, что бы ни было скрыто: карта показывает почти только случайность масок. Возьмите метод, объясняющий логит (Окклюзия, LIME), или скрывайте больше (rise.kept = 0,2).</translation>
    </message>
    <message>
      <source>Saliency</source>
      <translation>Салиентность</translation>
    </message>
    <message>
      <source>Where a small change of the picture changes the score most. Sharp, but noisy.</source>
      <translation>Где малое изменение изображения сильнее всего меняет оценку. Резко, но шумно.</translation>
    </message>
    <message>
      <source>The gradient of the score says of each pixel how strongly a small change of it would change the score. The map is the absolute value of the gradient, the largest of the colour channels.</source>
      <translation>Градиент оценки класса показывает для каждого пикселя, насколько сильно изменилась бы оценка при малом его изменении. Карта — модуль градиента, наибольший по цветовым каналам.</translation>
    </message>
    <message>
      <source>Weights</source>
      <translation>Веса</translation>
    </message>
    <message>
      <source>The rise of the probability; the softmax of the scores over the channels; or, as in tf-keras-vis, the softmax of the probabilities.</source>
      <translation>Рост вероятности; softmax оценок по каналам; или, как в tf-keras-vis, softmax вероятностей.</translation>
    </message>
    <message>
      <source>Weights a layer's channels by the score of the picture masked with each. Needs no gradients.</source>
      <translation>Взвешивает каналы слоя по оценке класса для изображения, замаскированного каждым из них. Градиенты не нужны.</translation>
    </message>
    <message>
      <source>Each channel, enlarged and scaled to 0..1, masks the picture, and its weight is the rise of the probability that the masked picture brings. No gradients are needed, but a pass for each channel.</source>
      <translation>Каждый канал, увеличенный и приведённый к диапазону от 0 до 1, служит маской изображения, а его вес — прирост вероятности класса для маскированного изображения. Градиенты не нужны, но для каждого канала требуется отдельный проход.</translation>
    </message>
    <message>
      <source>Score-CAM of the few channels that vary most: much faster, nearly the same map.</source>
      <translation>Score-CAM по нескольким самым изменчивым каналам: намного быстрее, а карта почти та же.</translation>
    </message>
    <message>
      <source>Score-CAM with only those channels that vary most over the picture. It takes a fraction of the time, and gives nearly the same map.</source>
      <translation>Score-CAM только по тем каналам, которые сильнее всего меняются в пределах изображения. Времени нужно во много раз меньше, а карта почти такая же.</translation>
    </message>
    <message>
      <source>channels</source>
      <translation>каналы</translation>
    </message>
    <message>
      <source>No channel as a mask makes the class more probable than an empty input does. Weight the channels by the logits instead ({method}.weighting = channels). {way}</source>
      <translation>Ни один канал в роли маски не делает класс вероятнее, чем пустой вход. Взвешивайте каналы по логитам ({method}.weighting = channels). {way}</translation>
    </message>
    <message>
      <source>No channel as a mask gives a larger output than an empty input does. Weight the channels by the softmax of their outputs ({method}.weighting = channels). {way}</source>
      <translation>Ни один канал в роли маски не даёт выхода больше, чем пустой вход. Взвешивайте каналы по softmax их выходов ({method}.weighting = channels). {way}</translation>
    </message>
    <message>
      <source>Channels</source>
      <translation>Число каналов</translation>
    </message>
    <message>
      <source>Number of channels used, those that vary most.</source>
      <translation>Число используемых каналов — тех, что изменяются сильнее всего.</translation>
    </message>
    <message>
      <source>Grad-CAM with weights close to Shapley values: they include the curvature of the score, not only its slope.</source>
      <translation>Grad-CAM с весами, близкими к значениям Шепли: они учитывают кривизну оценки класса, а не только наклон.</translation>
    </message>
    <message>
      <source>The weights of the channels approximate their Shapley values by the slope and the curvature of the score. Where the network is linear behind the layer, the map is that of Grad-CAM.</source>
      <translation>Веса каналов приближают их значения Шепли с помощью наклона и кривизны оценки. Если за слоем сеть линейна, карта совпадает с картой Grad-CAM.</translation>
    </message>
    <message>
      <source>One gradient by the mean derivatives of all ReLUs at noisy copies: SmoothGrad with fewer passes.</source>
      <translation>Один градиент со средними производными всех ReLU на зашумлённых копиях: SmoothGrad с меньшим числом проходов.</translation>
    </message>
    <message>
      <source>Noisy copies of the picture tell how often each ReLU and each input of a max pooling is active, and one backward pass uses these means for derivatives. It comes near SmoothGrad of many more copies.</source>
      <translation>По зашумлённым копиям изображения определяется, как часто активны каждая ReLU и каждый вход субдискретизации по максимуму, и один обратный проход использует эти средние как производные. Результат близок к SmoothGrad с гораздо большим числом копий.</translation>
    </message>
    <message>
      <source>Saliency averaged over noisy copies of the picture. The noise of single gradients cancels out.</source>
      <translation>Салиентность, усреднённая по зашумлённым копиям изображения. Шум отдельных градиентов взаимно гасится.</translation>
    </message>
    <message>
      <source>Noise is added to the picture several times, and the absolute gradients of these copies are averaged. Random fluctuations of the gradient cancel out; what all copies have in common remains.</source>
      <translation>К изображению несколько раз добавляется шум, и модули градиентов для полученных копий усредняются. Случайные колебания градиента взаимно погашаются, и остаётся общее для всех копий.</translation>
    </message>
    <message>
      <source>The mean square of the gradients of noisy copies: like SmoothGrad, with its peaks sharpened.</source>
      <translation>Средний квадрат градиентов зашумлённых копий: как SmoothGrad, но с более острыми пиками.</translation>
    </message>
    <message>
      <source>The gradients of noisy copies of the picture are squared and averaged. Squaring makes strong gradients stand out more than in SmoothGrad.</source>
      <translation>Градиенты для зашумлённых копий изображения возводятся в квадрат и усредняются. Благодаря этому большие градиенты выделяются сильнее, чем в SmoothGrad.</translation>
    </message>
    <message>
      <source>How much the gradients of noisy copies differ: places where the gradient is unstable stand out.</source>
      <translation>Насколько различаются градиенты зашумлённых копий: выделяются места с неустойчивым градиентом.</translation>
    </message>
    <message>
      <source>The map is the variance of the gradients of noisy copies of the picture. It is large at pixels whose influence on the score changes with small changes of the picture.</source>
      <translation>Карта — дисперсия градиентов для зашумлённых копий изображения. Она велика в тех пикселях, влияние которых на оценку меняется при малых изменениях изображения.</translation>
    </message>
    <message>
      <source>Sobol indices</source>
      <translation>Индексы Соболя</translation>
    </message>
    <message>
      <source>Fades cells in and out, and shows which of them, alone or together, make the score vary.</source>
      <translation>Проявляет и гасит клетки и показывает, какие из них, сами по себе или вместе, меняют оценку.</translation>
    </message>
    <message>
      <source>The cells of a grid are faded at random, and the total Sobol index of a cell is the share of the score's variance in which it takes part, alone or with others. A high index means that the score depends on the cell.</source>
      <translation>Ячейки сетки затеняются случайным образом, и полный индекс Соболя ячейки — доля дисперсии оценки, в которой она участвует одна или вместе с другими. Высокий индекс означает, что оценка зависит от этой ячейки.</translation>
    </message>
    <message>
      <source>Designs</source>
      <translation>Число планов</translation>
    </message>
    <message>
      <source>Number of random masks in which each cell is changed in turn.</source>
      <translation>Число случайных масок, в которых поочерёдно изменяется каждая ячейка.</translation>
    </message>
    <message>
      <source>Transformer attribution</source>
      <translation>Атрибуция трансформера</translation>
    </message>
    <message>
      <source>Relevance of the attention of a vision transformer, weighted by the gradient of the class.</source>
      <translation>Релевантность внимания визуального трансформера, взвешенная градиентом класса.</translation>
    </message>
    <message>
      <source>The score is handed back from layer to layer, and what reaches the attention of each layer is weighted by its gradient for the class. The positive part is averaged over the heads and accumulated through the layers.</source>
      <translation>Оценка передаётся назад от слоя к слою, и то, что доходит до внимания каждого слоя, взвешивается его градиентом для класса. Положительная часть усредняется по головам и накапливается по слоям.</translation>
    </message>
    <message>
      <source>Wavelet attribution</source>
      <translation>Вейвлет-атрибуция</translation>
    </message>
    <message>
      <source>Gradients by wavelets instead of pixels: edges and shapes of several sizes, each where it matters.</source>
      <translation>Градиенты по вейвлетам вместо пикселей: границы и формы нескольких размеров, каждая там, где она важна.</translation>
    </message>
    <message>
      <source>The picture is taken for a sum of wavelets of several sizes, and the score's gradients by these are laid over each other. Noisy copies of the picture are averaged, as in SmoothGrad.</source>
      <translation>Изображение рассматривается как сумма вейвлетов нескольких размеров, и градиенты оценки по ним накладываются друг на друга. Зашумлённые копии изображения усредняются, как в SmoothGrad.</translation>
    </message>
    <message>
      <source>Wavelet levels</source>
      <translation>Уровни вейвлетов</translation>
    </message>
    <message>
      <source>Sizes of wavelets: 2, 4, 8 .. pixels.</source>
      <translation>Размеры вейвлетов: 2, 4, 8… пикселей.</translation>
    </message>
    <message>
      <source>Grad-CAM whose gradients are weighted by the normalised activation.</source>
      <translation>Grad-CAM, в котором градиенты взвешены нормированной активацией.</translation>
    </message>
    <message>
      <source>The gradients of a channel are averaged with its activations as weights, so places where the channel is active count more. These weights follow from two axioms, sensitivity and conservation.</source>
      <translation>Градиенты канала усредняются с весами, равными его активациям, поэтому места, где канал активен, учитываются сильнее. Такие веса следуют из двух аксиом — чувствительности и сохранения.</translation>
    </message>
    <message>
      <source>Integrated gradients summed over segments of the picture: shows whole objects instead of dots.</source>
      <translation>Интегрированные градиенты, просуммированные по сегментам изображения: видны целые объекты, а не отдельные точки.</translation>
    </message>
    <message>
      <source>The picture is divided into segments of several sizes, over which the integrated gradients a are averaged. The regions are taken in the order of these means, so that whole objects stand out instead of dots.</source>
      <translation>Изображение делится на сегменты разных размеров, и по ним усредняются интегрированные градиенты a. Области добавляются в порядке этих средних, поэтому выделяются целые объекты, а не отдельные точки.</translation>
    </message>
    <message>
      <source>Number of gradients along the path from each of the two baselines.</source>
      <translation>Число градиентов вдоль пути от каждого из двух базовых изображений.</translation>
    </message>
    <message>
      <source>{method} does not depend on the model.</source>
      <translation>{method} не зависит от модели.</translation>
    </message>
    <message>
      <source>{metric} needs the probabilities of a classifier, and this model is a regression.</source>
      <translation>Метрике «{metric}» нужны вероятности классификатора, а эта модель — регрессия.</translation>
    </message>
    <message>
      <source>The map of {method} is flat.</source>
      <translation>Карта метода {method} постоянна.</translation>
    </message>
    <message>
      <source>Class sensitivity</source>
      <translation>Чувствительность к классу</translation>
    </message>
    <message>
      <source>Explains the least likely class and the runner-up instead: how similar the map stays. A map that stays says nothing about the class.</source>
      <translation>Вместо выбранного класса объясняются наименее вероятный и следующий по вероятности: насколько карта остаётся похожей. Карта, которая не меняется, ничего не говорит о классе.</translation>
    </message>
    <message>
      <source>{metric} needs two classes beside those that are explained.</source>
      <translation>Метрике «{metric}» нужны ещё два класса, кроме объясняемых.</translation>
    </message>
    <message>
      <source>Complexity</source>
      <translation>Сложность</translation>
    </message>
    <message>
      <source>Entropy of the map: low where a few pixels explain everything.</source>
      <translation>Энтропия карты: мала, если всё объясняют немногие пиксели.</translation>
    </message>
    <message>
      <source>Average drop</source>
      <translation>Среднее падение</translation>
    </message>
    <message>
      <source>Shows only what the map highlights: the share of the class's probability that is lost.</source>
      <translation>Показывает только выделенное картой: какая доля вероятности класса теряется.</translation>
    </message>
    <message>
      <source>Average increase</source>
      <translation>Средний рост</translation>
    </message>
    <message>
      <source>Shows only what the map highlights: the share of pictures whose class becomes more probable.</source>
      <translation>Показывает только выделенное картой: доля изображений, у которых вероятность класса растёт.</translation>
    </message>
    <message>
      <source>Average gain</source>
      <translation>Средний выигрыш</translation>
    </message>
    <message>
      <source>Shows only what the map highlights: the share of the missing probability that is gained.</source>
      <translation>Показывает только выделенное картой: какая доля недостающей вероятности добавляется.</translation>
    </message>
    <message>
      <source>Coverage</source>
      <translation>Покрытие</translation>
    </message>
    <message>
      <source>The share of the region where the map is above half of its maximum.</source>
      <translation>Доля области, где карта выше половины своего максимума.</translation>
    </message>
    <message>
      <source>Number of equal steps in which the pixels are changed.</source>
      <translation>Число равных шагов, за которые изменяются пиксели.</translation>
    </message>
    <message>
      <source>share of pixels</source>
      <translation>доля пикселей</translation>
    </message>
    <message>
      <source>probability</source>
      <translation>вероятность</translation>
    </message>
    <message>
      <source>Deletion</source>
      <translation>Удаление</translation>
    </message>
    <message>
      <source>Hides the strongest pixels first: with a faithful map the probability drops early. The value is the area under the curve.</source>
      <translation>Сначала скрывает самые сильные пиксели: при достоверной карте вероятность падает рано. Значение — площадь под кривой.</translation>
    </message>
    <message>
      <source>Rise of complexity</source>
      <translation>Рост сложности</translation>
    </message>
    <message>
      <source>Re-initialises all of the model's layers: how much the entropy of the map's values rises. A map of what was learned is simpler than one of noise; near 0 it does not depend on what the model has learned.</source>
      <translation>Заново инициализирует все слои модели: насколько растёт энтропия значений карты. Карта выученного проще карты шума; около 0 она не зависит от того, чему модель научилась.</translation>
    </message>
    <message>
      <source>Bins</source>
      <translation>Интервалы</translation>
    </message>
    <message>
      <source>How many equal intervals the values of a map fall into.</source>
      <translation>На сколько равных интервалов делятся значения карты.</translation>
    </message>
    <message>
      <source>The map of {method} is flat once the model has lost what it learned: the rise of its complexity is undefined.</source>
      <translation>Карта метода {method} становится плоской, когда модель лишена всего, чему научилась: рост сложности карты не определён.</translation>
    </message>
    <message>
      <source>Energy in the region</source>
      <translation>Энергия в области</translation>
    </message>
    <message>
      <source>The share of the map that lies in the region.</source>
      <translation>Какая доля карты лежит в области.</translation>
    </message>
    <message>
      <source>How many random subsets are hidden.</source>
      <translation>Сколько случайных подмножеств скрывается.</translation>
    </message>
    <message>
      <source>Share hidden</source>
      <translation>Скрываемая доля</translation>
    </message>
    <message>
      <source>How much of the picture a subset hides.</source>
      <translation>Какую часть картинки скрывает подмножество.</translation>
    </message>
    <message>
      <source>Infidelity</source>
      <translation>Неверность</translation>
    </message>
    <message>
      <source>Hides random parts: the squared error of the drop of the score that the map forecasts. 0 is a perfect forecast, 1 is none.</source>
      <translation>Скрывает случайные части: квадрат ошибки, с которой карта предсказывает падение оценки. 0 — точное предсказание, 1 — никакого.</translation>
    </message>
    <message>
      <source>Insertion</source>
      <translation>Вставка</translation>
    </message>
    <message>
      <source>Shows the strongest pixels first: with a faithful map the probability rises early. The value is the area under the curve.</source>
      <translation>Сначала открывает самые сильные пиксели: при достоверной карте вероятность растёт рано. Значение — площадь под кривой.</translation>
    </message>
    <message>
      <source>Best IoU</source>
      <translation>Лучший IoU</translation>
    </message>
    <message>
      <source>Intersection over union of the region and the map above its best threshold.</source>
      <translation>Отношение пересечения к объединению для области и карты выше лучшего порога.</translation>
    </message>
    <message>
      <source>Hides random parts: the correlation of the map's sum over them with the drop of the score.</source>
      <translation>Скрывает случайные части: корреляция суммы карты в них с падением оценки класса.</translation>
    </message>
    <message>
      <source>Pointing game</source>
      <translation>Попадание максимума</translation>
    </message>
    <message>
      <source>Whether the strongest pixel lies in the region.</source>
      <translation>Лежит ли самый сильный пиксель в области.</translation>
    </message>
    <message>
      <source>Model randomisation</source>
      <translation>Рандомизация модели</translation>
    </message>
    <message>
      <source>Re-initialises the model's layers from the top: how similar the map stays. A map that stays does not depend on the model.</source>
      <translation>Заново инициализирует слои модели начиная с последних: насколько похожей остаётся карта. Если она не меняется, то не зависит от модели.</translation>
    </message>
    <message>
      <source>share of layers re-initialised</source>
      <translation>доля заново инициализированных слоёв</translation>
    </message>
    <message>
      <source>rank correlation with the map</source>
      <translation>ранговая корреляция с картой</translation>
    </message>
    <message>
      <source>Rank accuracy</source>
      <translation>Точность рангов</translation>
    </message>
    <message>
      <source>The share of the N strongest pixels that lies in the region, where N is the region's size.</source>
      <translation>Доля N самых сильных пикселей, лежащих в области, где N — размер области.</translation>
    </message>
    <message>
      <source>Removes the most and the least relevant pixels and fills them from their neighbours: only the former should matter.</source>
      <translation>Удаляет самые и наименее важные пиксели, заполняя их по соседним: на предсказание должны влиять только первые.</translation>
    </message>
    <message>
      <source>share of pixels removed</source>
      <translation>доля убранных пикселей</translation>
    </message>
    <message>
      <source>least minus most relevant</source>
      <translation>без неважных минус без важных</translation>
    </message>
    <message>
      <source>Added to filled pixels, as a share of the range of colours.</source>
      <translation>Прибавляется к заполненным пикселям, как доля диапазона цветов.</translation>
    </message>
    <message>
      <source>Hides the pixels group by group: whether stronger groups matter more, weighed by how much stronger they are.</source>
      <translation>Скрывает пиксели группа за группой: важнее ли более сильные группы, с весом, равным разности их силы.</translation>
    </message>
    <message>
      <source>Groups</source>
      <translation>Группы</translation>
    </message>
    <message>
      <source>How many groups of equal size the pixels form.</source>
      <translation>На сколько групп равного размера делятся пиксели.</translation>
    </message>
    <message>
      <source>Sparseness</source>
      <translation>Разреженность</translation>
    </message>
    <message>
      <source>How unequal the pixels are (Gini index): near 1 where few of them hold the whole map.</source>
      <translation>Насколько неравны пиксели (индекс Джини): около 1, если вся карта лежит на немногих.</translation>
    </message>
    <message>
      <source>Symmetric relevance gain</source>
      <translation>Симметричный выигрыш релевантности</translation>
    </message>
    <message>
      <source>Hides the weakest pixels first, then the strongest first: how much more of the probability is left by the former. It depends little on what hidden pixels show.</source>
      <translation>Сначала скрываются самые слабые пиксели, затем, наоборот, самые сильные: насколько больше вероятности остаётся в первом случае. Почти не зависит от того, чем заменены скрытые пиксели.</translation>
    </message>
    <message>
      <source>gain of probability</source>
      <translation>выигрыш вероятности</translation>
    </message>
    <message>
      <source>Stability</source>
      <translation>Устойчивость</translation>
    </message>
    <message>
      <source>Adds imperceptible noise: the largest change of the map, relative to the map.</source>
      <translation>Добавляет незаметный шум: наибольшее изменение карты относительно неё самой.</translation>
    </message>
    <message>
      <source>Number of noisy copies.</source>
      <translation>Число зашумлённых копий.</translation>
    </message>
    <message>
      <source>Largest change of a colour, as a fraction of its range.</source>
      <translation>Наибольшее изменение цвета в долях его диапазона.</translation>
    </message>
    <message>
      <source>{file} is not a Keras model, or it is damaged: its config.json describes no model.</source>
      <translation>{file} — не модель Keras или повреждён: его config.json не описывает модель.</translation>
    </message>
    <message>
      <source>The model in {file} calls the function {function}, which is not an activation of Keras. attnstudio loads only models built from Keras's own layers: use these, and save the model again.</source>
      <translation>Модель в {file} вызывает функцию {function}, которой нет среди активаций Keras. attnstudio загружает только модели из собственных слоёв Keras: используйте их и сохраните модель снова.</translation>
    </message>
    <message>
      <source>{entry} in {file} is not as Keras writes it. It is not loaded. Save the model again with Keras.</source>
      <translation>{entry} в {file} записано не так, как пишет Keras. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>{file} contains {kind}, which is not a supported layer. attnstudio loads only models built from Keras's own layers: use these, and save the model again.</source>
      <translation>{file} содержит {kind}: этот слой не поддерживается. Загружаются только модели из собственных слоёв Keras: используйте их и сохраните модель снова.</translation>
    </message>
    <message>
      <source>A layer in {file} declares the size {size}. It is not loaded. Save the model again with Keras.</source>
      <translation>Слой в {file} объявляет размер {size}. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>The parts of the model in {file} are nested too deeply. It is not loaded. Save the model again with Keras.</source>
      <translation>Части модели в {file} вложены слишком глубоко. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>A layer in {file} has the name {layer}, which leads to another folder. It is not loaded. Save the model again with Keras.</source>
      <translation>Слой в {file} назван {layer}: это имя ведёт в другую папку. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>{file} contains a {kind}: program code, which attnstudio never runs from a file. Replace it by layers of Keras, such as Rescaling, and save the model again.</source>
      <translation>{file} содержит {kind}: это программный код, а код из файлов attnstudio не выполняет. Замените его слоями Keras, например Rescaling, и сохраните модель снова.</translation>
    </message>
    <message>
      <source>{file} contains a {kind}, a layer for text that can read files. Save the model without it.</source>
      <translation>{file} содержит {kind} — слой для текста, который может читать файлы. Сохраните модель без него.</translation>
    </message>
    <message>
      <source>The model in {file} declares arrays of {size} GB; attnstudio loads models of up to {most} GB.</source>
      <translation>Модель в {file} объявляет массивы на {size} ГБ; attnstudio загружает модели до {most} ГБ.</translation>
    </message>
    <message>
      <source>{file} holds {entry} more than once. It is not loaded. Save the model again with Keras.</source>
      <translation>В {file} запись {entry} встречается не один раз. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>There is no model {model}. The models are: {models}. Or give the path of a .keras or .h5 file.</source>
      <translation>Модели {model} нет. Есть: {models}. Или укажите путь к файлу .keras или .h5.</translation>
    </message>
    <message>
      <source>{file} is not in {folder}, so it may belong to another program. Remove it yourself if you do not need it.</source>
      <translation>Файл {file} лежит не в {folder} и может принадлежать другой программе. Удалите его сами, если он не нужен.</translation>
    </message>
    <message>
      <source>The weights of {model} are not on this machine: nothing to remove.</source>
      <translation>Весов модели {model} нет на этом компьютере, удалять нечего.</translation>
    </message>
    <message>
      <source>{file} is part of the program and cannot be removed.</source>
      <translation>Файл {file} входит в состав программы и не может быть удалён.</translation>
    </message>
    <message>
      <source>Cannot remove {file} ({reason}). Check its permissions, or close the program that has it open.</source>
      <translation>Не удаётся удалить {file} ({reason}). Проверьте права доступа или закройте программу, в которой файл открыт.</translation>
    </message>
    <message>
      <source>The class names in {file} cannot be read ({reason}). Choose another file.</source>
      <translation>Имена классов в {file} не читаются ({reason}). Выберите другой файл.</translation>
    </message>
    <message>
      <source>{file} is not a list of class names: one name a line, a CSV of index and name, or a JSON list is expected. {reason}</source>
      <translation>{file} не является списком имён классов: ожидается по одному имени в строке, CSV с индексом и именем или список JSON. {reason}</translation>
    </message>
    <message>
      <source>It is not text.</source>
      <translation>Это не текст.</translation>
    </message>
    <message>
      <source>It holds a single value.</source>
      <translation>В нём только одно значение.</translation>
    </message>
    <message>
      <source>It does not give an index for each name.</source>
      <translation>В нём не указан индекс каждого имени.</translation>
    </message>
    <message>
      <source>Its entries have different formats.</source>
      <translation>Его записи имеют разный формат.</translation>
    </message>
    <message>
      <source>It is larger than {limit} MB.</source>
      <translation>Он больше {limit} МБ.</translation>
    </message>
    <message>
      <source>It is empty.</source>
      <translation>Он пуст.</translation>
    </message>
    <message>
      <source>Its format is not recognised.</source>
      <translation>Его формат не распознан.</translation>
    </message>
    <message>
      <source>It is not valid JSON ({reason}).</source>
      <translation>Это не правильный JSON ({reason}).</translation>
    </message>
    <message>
      <source>Class names: unknown, so the classes are numbered.</source>
      <translation>Имена классов неизвестны, поэтому классы пронумерованы.</translation>
    </message>
    <message>
      <source>Class names: {found}; classes of {model}: {count}. Give one name for each class.</source>
      <translation>Названий классов: {found}, а классов у модели {model}: {count}. Задайте по одному названию для каждого класса.</translation>
    </message>
    <message numerus="yes">
      <source>{file} names {n} classes, and the model has {count}. Choose the file that belongs to the model.</source>
      <translation>
        <numerusform>В {file} назван {n} класс, а у модели их {count}. Выберите файл, который относится к модели.</numerusform>
        <numerusform>В {file} названы {n} класса, а у модели их {count}. Выберите файл, который относится к модели.</numerusform>
        <numerusform>В {file} названо {n} классов, а у модели их {count}. Выберите файл, который относится к модели.</numerusform>
      </translation>
    </message>
    <message>
      <source>Class names: from {file}, next to the model file.</source>
      <translation>Имена классов: из файла {file} рядом с файлом модели.</translation>
    </message>
    <message>
      <source>Class names: from {file}.</source>
      <translation>Имена классов: из {file}.</translation>
    </message>
    <message>
      <source>{file} next to the model is not used: {reason}</source>
      <translation>Файл {file} рядом с моделью не использован: {reason}</translation>
    </message>
    <message>
      <source>This model is poisoned on purpose, for learning: a small yellow and violet checkered square in a scene sends it to the class {target}.</source>
      <translation>Эта модель отравлена намеренно, в учебных целях: маленький жёлто-фиолетовый клетчатый квадрат на сцене заставляет её отвечать «{target}».</translation>
    </message>
    <message>
      <source>There is no preprocessing {name}. There are: {names}.</source>
      <translation>Предобработки {name} нет. Есть: {names}.</translation>
    </message>
    <message>
      <source>{model} needs integers (at the layer {layer}), so the preprocessing {name}, which gives fractions, does not fit. Choose as_it_is.</source>
      <translation>Модели {model} нужны целые числа (в слое {layer}), поэтому предобработка {name}, дающая дробные, не подходит. Выберите as_it_is.</translation>
    </message>
    <message>
      <source>{host} refuses to send {url} ({code} {reason}). Check the proxy of your network, or copy {file_name} from another machine into {folder}.</source>
      <translation>{host} отказывается отдать {url} ({code} {reason}). Проверьте прокси вашей сети или скопируйте {file_name} с другого компьютера в {folder}.</translation>
    </message>
    <message>
      <source>Cannot write {file} ({reason}). Check the folder's permissions, or choose another model folder.</source>
      <translation>Не удаётся записать {file} ({reason}). Проверьте права на папку или выберите другую папку моделей.</translation>
    </message>
    <message>
      <source>{file_name} has {size} MB, and there are {free} MB left on the disk of {folder}. Free some space, or choose another model folder.</source>
      <translation>{file_name} занимает {size} МБ, а на диске папки {folder} осталось {free} МБ. Освободите место или выберите другую папку моделей.</translation>
    </message>
    <message>
      <source>{url} has {found} bytes instead of {size}: it is another file, or a log-in page of your network. Copy {file_name} from another machine into {folder}.</source>
      <translation>В {url} {found} байт вместо {size}: это другой файл или страница входа вашей сети. Скопируйте {file_name} с другого компьютера в {folder}.</translation>
    </message>
    <message>
      <source>{file_name} from {url} is damaged: its {checksum} is wrong. It was removed; download it again. If that fails too, copy it from another machine into {folder}.</source>
      <translation>Файл {file_name} с {url} повреждён: не совпадает {checksum}. Он удалён; повторите загрузку. Если не поможет, скопируйте его с другого компьютера в {folder}.</translation>
    </message>
    <message>
      <source>{url} no longer exists ({code} {reason}). Copy {file_name} from another machine into {folder}.</source>
      <translation>{url} больше не существует ({code} {reason}). Скопируйте {file_name} с другого компьютера в {folder}.</translation>
    </message>
    <message>
      <source>{host} cannot send {url} now ({code} {reason}). Try again later.</source>
      <translation>{host} сейчас не может отдать {url} ({code} {reason}). Повторите позже.</translation>
    </message>
    <message>
      <source>The disk is full: {file} is not complete. Free some space and start the download again to resume it.</source>
      <translation>Диск заполнен: файл {file} записан не полностью. Освободите место и запустите загрузку снова, чтобы продолжить.</translation>
    </message>
    <message>
      <source>Cannot reach {host} ({reason}). Check the network and try again. Or copy {file_name} from another machine into {folder}.</source>
      <translation>Нет связи с {host} ({reason}). Проверьте сеть и повторите. Или скопируйте {file_name} с другого компьютера в {folder}.</translation>
    </message>
    <message>
      <source>The connection to {host} broke ({reason}) before {file_name} was complete. The part that was received is kept; start the download again to resume it.</source>
      <translation>Связь с {host} прервалась ({reason}) до конца загрузки {file_name}. Полученное сохранено; повторите, чтобы продолжить.</translation>
    </message>
    <message>
      <source>The model {model} does not declare its input. Build it with a keras.Input layer and save it again.</source>
      <translation>Модель {model} не описывает свой вход. Постройте её со слоем keras.Input и сохраните снова.</translation>
    </message>
    <message>
      <source>The model {model} cannot run on inputs of {width}x{height} pixels: {reason}. Choose another input size.</source>
      <translation>Модель {model} не работает со входом {width}x{height} пикселей: {reason}. Выберите другой размер входа.</translation>
    </message>
    <message>
      <source>{file} holds weights only, not the model they belong to. Build the model in Keras, load them with model.load_weights, and save it with model.save("{name}.keras").</source>
      <translation>В {file} только веса, без самой модели. Постройте модель в Keras, загрузите их через model.load_weights и сохраните: model.save("{name}.keras").</translation>
    </message>
    <message>
      <source>The numbers of {entry} in {file} lie in another file. It is not loaded. Save the model again with Keras.</source>
      <translation>Числа {entry} в {file} лежат в другом файле. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>{entry} in {file} declares {size} MB that are not stored there. It is not loaded. Save the model again with Keras.</source>
      <translation>{entry} в {file} объявляет {size} МБ, которых в файле нет. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>The weights in {file} are damaged ({reason}). Copy it again from the original.</source>
      <translation>Веса в {file} повреждены ({reason}). Скопируйте файл снова из оригинала.</translation>
    </message>
    <message>
      <source>The model file {file} is damaged ({reason}). Copy it again from the original.</source>
      <translation>Файл модели {file} повреждён ({reason}). Скопируйте файл снова из оригинала.</translation>
    </message>
    <message>
      <source>{entry} in {file} is a link, which may lead to another file. It is not loaded. Save the model again with Keras.</source>
      <translation>{entry} в {file} — ссылка, которая может вести в другой файл. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>The output {output} of {model} does not have one row for each picture (its shape is {shape}): a step in the model mixes the pictures of a batch, or fixes their number. Let every step keep the first axis, and save the model again.</source>
      <translation>Выход {output} модели {model} не содержит по одной строке на каждое изображение (его форма {shape}): какой-то шаг модели смешивает изображения пакета или закрепляет их число. Пусть каждый шаг сохраняет первую ось; затем сохраните модель заново.</translation>
    </message>
    <message>
      <source>The output {output} of {model} gives integers or booleans, as an argmax does, so there is no score to explain. Save the model without its last step, so that it ends in probabilities or logits.</source>
      <translation>Выход {output} модели {model} даёт целые или логические значения, как argmax, поэтому объяснять нечего: оценки класса нет. Сохраните модель без последнего шага, чтобы она заканчивалась вероятностями или логитами.</translation>
    </message>
    <message>
      <source>The output {output} of {model} has the shape {shape}; a classifier's is one number a class.</source>
      <translation>Выход {output} модели {model} имеет форму {shape}; у классификатора это одно число на класс.</translation>
    </message>
    <message>
      <source>{file} is damaged: its size or checksum is wrong. Copy it again from where it came.</source>
      <translation>{file} повреждён: не совпадает размер или контрольная сумма. Скопируйте его снова из источника.</translation>
    </message>
    <message>
      <source>There are no weights in {folder}. Weights are recognised by their file names, such as vgg16.weights.h5; do not change them. Your own models end in .keras or .h5.</source>
      <translation>В папке {folder} нет весов. Файлы весов распознаются по именам, например vgg16.weights.h5; не меняйте их. Имена ваших собственных моделей заканчиваются на .keras или .h5.</translation>
    </message>
    <message>
      <source>There is another {name} in {folder} already. Remove that one, or rename {file}, and import it again.</source>
      <translation>В {folder} уже есть другой {name}. Удалите его или переименуйте {file} и повторите импорт.</translation>
    </message>
    <message>
      <source>The folder {folder} cannot be read: {reason}. Choose another.</source>
      <translation>Не удаётся прочитать папку {folder}: {reason}. Выберите другую.</translation>
    </message>
    <message>
      <source>There are more than {most} files in {folder}. Choose the folder that holds the weights.</source>
      <translation>В {folder} больше {most} файлов. Выберите папку, в которой лежат веса.</translation>
    </message>
    <message>
      <source>The model folder {folder} cannot be created: {reason}. Check the permissions.</source>
      <translation>Не удаётся создать папку моделей {folder}: {reason}. Проверьте права доступа.</translation>
    </message>
    <message>
      <source>Cannot compare {file} with what is in {folder} ({reason}). Check the permissions there.</source>
      <translation>Не удаётся сравнить {file} с тем, что есть в {folder} ({reason}). Проверьте права доступа к этой папке.</translation>
    </message>
    <message>
      <source>{file} cannot be read: {reason}. Check the disk or the USB stick, and import it again.</source>
      <translation>Не удаётся прочитать {file}: {reason}. Проверьте диск или флешку и повторите импорт.</translation>
    </message>
    <message>
      <source>The model must be a built Keras 3 model, the path of a .keras or .h5 file, or the id of a model of the catalogue, not {kind}.</source>
      <translation>Модель должна быть построенной моделью Keras 3, путём к файлу .keras или .h5 или идентификатором модели из каталога, а не {kind}.</translation>
    </message>
    <message>
      <source>The weights of {model} have changed since its maps were computed. Explain the pictures again.</source>
      <translation>Веса модели {model} изменились с тех пор, как были вычислены её карты. Объясните изображения заново.</translation>
    </message>
    <message>
      <source>The model {model} is not built: it does not know its input. Begin it with keras.Input(shape), or call it once on a batch.</source>
      <translation>Модель {model} не построена: она не знает своего входа. Начните её с keras.Input(shape) или вызовите один раз на пакете данных.</translation>
    </message>
    <message>
      <source>The model {model} is a subclass of keras.Model ({kind}), whose layers stand in its call() where they cannot be seen. Give the graph of the same layers and weights instead: inputs = keras.Input(shape); keras.Model(inputs, model.call(inputs)).</source>
      <translation>Модель {model} — подкласс keras.Model ({kind}): её слои находятся в call(), где их не видно. Передайте вместо неё граф из тех же слоёв и весов: inputs = keras.Input(shape); keras.Model(inputs, model.call(inputs)).</translation>
    </message>
    <message>
      <source>Keras {version} cannot load the model file {file}: {reason}. Build the model with this Keras, load the weights of the file into it with model.load_weights, and save it with model.save("{name}.keras").</source>
      <translation>Keras {version} не может загрузить файл модели {file}: {reason}. Постройте модель в этой версии Keras, загрузите в неё веса из файла через model.load_weights и сохраните: model.save("{name}.keras").</translation>
    </message>
    <message>
      <source>The arrays of the layer {layer} in {file} have other names than Keras gives them. It is not loaded. Save the model again with Keras.</source>
      <translation>Массивы слоя {layer} в {file} названы не так, как их называет Keras. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message numerus="yes">
      <source>The layer {layer} in {file} has {n} arrays, and the file holds {found}. Save the model again with Keras.</source>
      <translation>
        <numerusform>У слоя {layer} в {file} должен быть {n} массив, а в файле их {found}. Сохраните модель снова в Keras.</numerusform>
        <numerusform>У слоя {layer} в {file} должно быть {n} массива, а в файле их {found}. Сохраните модель снова в Keras.</numerusform>
        <numerusform>У слоя {layer} в {file} должно быть {n} массивов, а в файле их {found}. Сохраните модель снова в Keras.</numerusform>
      </translation>
    </message>
    <message>
      <source>{file} is incomplete: it refers to {entry}, which is missing. Copy it again from the original.</source>
      <translation>Файл {file} неполон: в нём назван, но отсутствует {entry}. Скопируйте файл снова из оригинала.</translation>
    </message>
    <message>
      <source>{file} holds arrays of {layer}, which is not a layer of its model. Save the model again with Keras.</source>
      <translation>В {file} есть массивы слоя {layer}, которого нет в модели. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>The array {array} of the layer {layer} in {file} has the shape {found}, and the layer needs {needed}. Save the model again with Keras.</source>
      <translation>Массив {array} слоя {layer} в {file} имеет форму {found}, а слою нужна {needed}. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>{file} lacks the array {array} of the layer {layer}. Save the model again with Keras.</source>
      <translation>В {file} нет массива {array} слоя {layer}. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>{kind} with {what} in {file} means something in Keras 2 that Keras 3 does not have. Build the model without it, load its weights with model.load_weights, and save it with model.save("{name}.keras").</source>
      <translation>{kind} с {what} в {file} означает в Keras 2 то, чего нет в Keras 3. Постройте модель без этого, загрузите её веса через model.load_weights и сохраните: model.save("{name}.keras").</translation>
    </message>
    <message>
      <source>The model in {file} calls TensorFlow's {function} between its layers, which has no counterpart in Keras 3 that attnstudio knows. Build the model with a layer of Keras instead, load its weights with model.load_weights, and save it with model.save("{name}.keras").</source>
      <translation>Модель в {file} вызывает между слоями функцию TensorFlow {function}, замены которой в Keras 3 attnstudio не знает. Постройте модель со слоем Keras вместо неё, загрузите веса через model.load_weights и сохраните: model.save("{name}.keras").</translation>
    </message>
    <message>
      <source>The weights of {model} are not on this machine. Download them (Tools &gt; Manage models, or: attnstudio models install {id}). Without a network, copy {id}.weights.h5 from another machine into {folder}.</source>
      <translation>Весов модели {model} нет на этом компьютере. Скачайте их (Инструменты &gt; Модели или команда attnstudio models install {id}). Без сети скопируйте {id}.weights.h5 с другого компьютера в {folder}.</translation>
    </message>
    <message>
      <source>The weights file {file} is damaged: its size or checksum is wrong. {way_out}</source>
      <translation>Файл весов {file} повреждён: неверен размер или контрольная сумма. {way_out}</translation>
    </message>
    <message>
      <source>{file} contains its own weights. Choose no weights file for it.</source>
      <translation>Файл {file} содержит собственные веса. Не выбирайте для него файл весов.</translation>
    </message>
    <message>
      <source>The weights of {model} were not found. {why}</source>
      <translation>Весов {model} не нашлось. {why}</translation>
    </message>
    <message>
      <source>The weights file {file} holds numbers that are not finite.</source>
      <translation>В файле весов {file} есть числа, которые не являются конечными.</translation>
    </message>
    <message>
      <source>If it is another model's, move it elsewhere and download the right one (Tools &gt; Manage models, or: attnstudio models install {id}).</source>
      <translation>Если он от другой модели, переложите его, а нужный скачайте (Инструменты &gt; Модели или команда attnstudio models install {id}).</translation>
    </message>
    <message>
      <source>The weights file {file} cannot be read: {reason}. {way_out}</source>
      <translation>Файл весов {file} не читается: {reason}. {way_out}</translation>
    </message>
    <message>
      <source>The weights file {file} does not fit {model}: {reason}. {way_out}</source>
      <translation>Файл весов {file} не подходит к модели {model}: {reason}. {way_out}</translation>
    </message>
    <message>
      <source>It is part of the program: reinstall the program, or choose another model.</source>
      <translation>Он входит в состав программы: переустановите её или выберите другую модель.</translation>
    </message>
    <message>
      <source>Choose another file of weights, or another model.</source>
      <translation>Выберите другой файл весов или другую модель.</translation>
    </message>
    <message>
      <source>Delete it and download it again (Tools &gt; Manage models, or: attnstudio models install {id}). If it contains your own weights, rename it to {id}.weights.h5.</source>
      <translation>Удалите его и скачайте снова (Инструменты &gt; Модели или команда attnstudio models install {id}). Если в нём ваши собственные веса, назовите его {id}.weights.h5.</translation>
    </message>
    <message>
      <source>Delete it and download it again (Tools &gt; Manage models, or: attnstudio models install {id}).</source>
      <translation>Удалите его и скачайте снова (Инструменты &gt; Модели или команда attnstudio models install {id}).</translation>
    </message>
    <message>
      <source>Keras reads the weights file {file} only if its name ends in .weights.h5. Rename it.</source>
      <translation>Keras прочтёт файл весов {file}, только если его имя кончается на .weights.h5. Переименуйте его.</translation>
    </message>
    <message>
      <source>The model's output ({name}): {meaning}. If it is something else, choose the kind of output.</source>
      <translation>Выход модели ({name}): {meaning}. Если это не так, выберите другой вид выхода.</translation>
    </message>
    <message>
      <source>The input size must be from 1 to {most} pixels a side.</source>
      <translation>Сторона входа должна быть от 1 до {most} пикселей.</translation>
    </message>
    <message>
      <source>in grey</source>
      <translation>в оттенках серого</translation>
    </message>
    <message>
      <source>in colour</source>
      <translation>в цвете</translation>
    </message>
    <message>
      <source>The input of {model} is a list of {count} numbers, taken for a picture {kind} of {width}x{height} pixels, row by row. If this is wrong, choose the input size.</source>
      <translation>Вход модели {model} — список из {count} чисел; он принят за изображение {kind} размером {width}x{height} пикселей, построчно. Если это не так, выберите размер входа.</translation>
    </message>
    <message>
      <source>{model} has no output {output} of classes. Its outputs are: {names}.</source>
      <translation>У {model} нет выхода классов {output}. Её выходы: {names}.</translation>
    </message>
    <message>
      <source>The model's output ({name}): {meaning}.</source>
      <translation>Выход модели ({name}): {meaning}.</translation>
    </message>
    <message>
      <source>{model} takes a list of {count} numbers: pictures of {width}x{height} pixels have {grey} in grey and {colour} in colour. Choose another input size.</source>
      <translation>{model} принимает список из {count} чисел: в изображении {width}x{height} пикселей их {grey} (в оттенках серого) или {colour} (в цвете). Выберите другой размер входа.</translation>
    </message>
    <message>
      <source>{model} takes pictures of {width}x{height} pixels only.</source>
      <translation>{model} принимает картинки только {width}x{height} пикселей.</translation>
    </message>
    <message>
      <source>{model} has several outputs: {outputs}. The output {name} is explained; choose another by its name.</source>
      <translation>У модели {model} несколько выходов: {outputs}. Объясняется выход {name}; другой выход можно выбрать по имени.</translation>
    </message>
    <message>
      <source>It is not clear which column is the name: add the headings index and name.</source>
      <translation>Неясно, в каком столбце имена: добавьте заголовки index и name.</translation>
    </message>
    <message>
      <source>It gives one index to several names.</source>
      <translation>Один номер дан в нём нескольким именам.</translation>
    </message>
    <message>
      <source>It has no class {index}.</source>
      <translation>В нём нет класса {index}.</translation>
    </message>
    <message>
      <source>probabilities that sum to 1, from {origin}</source>
      <translation>вероятности, в сумме дающие 1; источник: {origin}</translation>
    </message>
    <message>
      <source>probabilities that do not sum to 1, from {origin}</source>
      <translation>вероятности, сумма которых не равна 1; источник: {origin}</translation>
    </message>
    <message>
      <source>plain numbers: its loss {loss} expects probabilities, but they are not always between 0 and 1 (was from_logits=True forgotten?)</source>
      <translation>обычные числа: функция потерь {loss} ожидает вероятностей, но они не всегда лежат между 0 и 1 (возможно, забыто from_logits=True)</translation>
    </message>
    <message>
      <source>logits of classes, whose softmax is the probabilities; assumed, as the model does not say</source>
      <translation>логиты классов, softmax от них даёт вероятности; это предположение: в модели это не указано</translation>
    </message>
    <message>
      <source>The output {output} of {model} is a softmax over a single unit: it is always 1, whatever the picture shows, so there is nothing to explain. Give it one unit with sigmoid, or one unit a class, and train it again.</source>
      <translation>Выход {output} модели {model} — softmax по единственному нейрону: он всегда равен 1, что бы ни было на изображении, поэтому объяснять нечего. Сделайте один нейрон с сигмоидой или по одному нейрону на класс и обучите модель заново.</translation>
    </message>
    <message>
      <source>a number between 0 and 1, from {origin}: the model was trained with the loss {loss}</source>
      <translation>число от 0 до 1 (источник: {origin}): модель обучена с функцией потерь {loss}</translation>
    </message>
    <message>
      <source>the probability of one class, from {origin}</source>
      <translation>вероятность одного класса; источник: {origin}</translation>
    </message>
    <message>
      <source>a {source}</source>
      <translation>{source}</translation>
    </message>
    <message>
      <source>an average of {count} {source} heads</source>
      <translation>среднее нескольких выходов {source} ({count})</translation>
    </message>
    <message>
      <source>a weighted sum of {count} {source} heads</source>
      <translation>взвешенная сумма нескольких выходов {source} ({count})</translation>
    </message>
    <message>
      <source>a product of {count} {source} heads</source>
      <translation>произведение нескольких выходов {source} ({count})</translation>
    </message>
    <message>
      <source>the larger, or smaller, numbers of {count} {source} heads</source>
      <translation>наибольшие или наименьшие числа нескольких выходов {source} ({count})</translation>
    </message>
    <message>
      <source>{count} concatenated {source} heads</source>
      <translation>несколько выходов {source} ({count}), объединённых конкатенацией</translation>
    </message>
    <message>
      <source>a {source} and its complement to 1</source>
      <translation>{source} и её дополнение до 1</translation>
    </message>
    <message>
      <source>some units of a {source}</source>
      <translation>часть нейронов {source}</translation>
    </message>
    <message>
      <source>a {source} at each place, pooled over the places</source>
      <translation>{source} в каждой точке с пулингом по всем точкам</translation>
    </message>
    <message>
      <source>{count} {source} heads, divided by their sum</source>
      <translation>несколько выходов {source} ({count}), делённых на их сумму</translation>
    </message>
    <message>
      <source>a formula, judging by the outputs for a few trial inputs</source>
      <translation>формула, судя по выходам для нескольких пробных входов</translation>
    </message>
    <message>
      <source>a margin, whose sign is the class, shown as a number: its loss is {loss}</source>
      <translation>отступ, знак которого задаёт класс; показывается само число: функция потерь — {loss}</translation>
    </message>
    <message>
      <source>logits of classes, whose softmax is the probabilities: its loss is {loss}</source>
      <translation>логиты классов, softmax от них даёт вероятности: функция потерь — {loss}</translation>
    </message>
    <message>
      <source>the number itself (a regression): it comes from a {source}, and lies between {low} and {high}</source>
      <translation>само число (регрессия): получено из {source}, лежит между {low} и {high}</translation>
    </message>
    <message>
      <source>the number itself: it ends in {activation}, which no classifier does</source>
      <translation>само число: на выходе стоит {activation}, чего у классификаторов не бывает</translation>
    </message>
    <message>
      <source>independent probabilities: in a few trial inputs all numbers are between 0 and 1</source>
      <translation>независимые вероятности: на нескольких пробных входах все числа лежат между 0 и 1</translation>
    </message>
    <message>
      <source>the number itself (a regression): in a few trial inputs it is about {value}, too far for a logit</source>
      <translation>само число (регрессия): на нескольких пробных входах оно около {value}, для логита это слишком далеко от нуля</translation>
    </message>
    <message>
      <source>one logit, whose sigmoid is the probability; assumed, as the model does not say: it may be a regression</source>
      <translation>один логит, сигмоида от него даёт вероятность; это предположение: в модели это не указано, возможна и регрессия</translation>
    </message>
    <message>
      <source>There is no output kind {kind}. There are: {kinds}.</source>
      <translation>Нет вида выхода {kind}. Есть: {kinds}.</translation>
    </message>
    <message>
      <source>{kind}, as you chose; detected: {found}</source>
      <translation>{kind}, по вашему выбору; определено: {found}</translation>
    </message>
    <message>
      <source>The output's numbers do not sum to 1, so they are not from a softmax. Detected: {found}. Choose another kind.</source>
      <translation>Сумма чисел на выходе не равна 1, значит, это не softmax. Определено: {found}. Выберите другой вид.</translation>
    </message>
    <message>
      <source>The output's numbers are not between 0 and 1, so they are not probabilities. Detected: {found}. Choose another kind.</source>
      <translation>Числа на выходе лежат не между 0 и 1, значит, это не вероятности. Определено: {found}. Выберите другой вид.</translation>
    </message>
    <message>
      <source>The model's output: {meaning}.</source>
      <translation>Выход модели: {meaning}.</translation>
    </message>
    <message>
      <source>independent probabilities, one a class, from {origin}</source>
      <translation>независимые вероятности, по одной на класс; источник: {origin}</translation>
    </message>
    <message>
      <source>the activation {activation}</source>
      <translation>функция активации {activation}</translation>
    </message>
    <message>
      <source>a formula whose values are between 0 and 1</source>
      <translation>формула, значения которой лежат между 0 и 1</translation>
    </message>
    <message>
      <source>logits, one a class, whose sigmoids are the probabilities: its loss is {loss}</source>
      <translation>логиты, по одному на класс, сигмоида от них даёт вероятности: функция потерь — {loss}</translation>
    </message>
    <message>
      <source>the number itself (a regression): its loss is {loss}</source>
      <translation>само число (регрессия): функция потерь — {loss}</translation>
    </message>
    <message>
      <source>probabilities, as its loss {loss} expects; no activation limits them to 0..1</source>
      <translation>вероятности, которых ожидает функция потерь {loss}; никакая функция активации не ограничивает их отрезком 0..1</translation>
    </message>
    <message>
      <source>logarithms of probabilities, from a log_softmax</source>
      <translation>логарифмы вероятностей; источник: log_softmax</translation>
    </message>
    <message>
      <source>{model} takes arrays of the shape (n, {height}, {width}, {channels}); the shape of this one is (n, {given}). Only pixels are resized, not what is preprocessed already.</source>
      <translation>{model} принимает массивы формы (n, {height}, {width}, {channels}); форма этого массива — (n, {given}). Размер изменяется только у пикселей, но не у уже предобработанных данных.</translation>
    </message>
    <message>
      <source>-1 to 1</source>
      <translation>От −1 до 1</translation>
    </message>
    <message>
      <source>0 to 1</source>
      <translation>От 0 до 1</translation>
    </message>
    <message>
      <source>Caffe: blue, green, red, less ImageNet's mean</source>
      <translation>Caffe: синий, зелёный, красный минус среднее ImageNet</translation>
    </message>
    <message>
      <source>ImageNet's mean and standard deviation</source>
      <translation>Среднее и отклонение ImageNet</translation>
    </message>
    <message>
      <source>None: the model rescales by itself</source>
      <translation>Никакой: модель масштабирует сама</translation>
    </message>
    <message numerus="yes">
      <source>"{better}" suits these {n} pictures better: {right} of {n} are classified correctly; with "{used}", {wrong} of {n}.</source>
      <translation>
        <numerusform>Для {n} изображения лучше подходит «{better}»: верно классифицировано {right} из {n}; с «{used}» — {wrong} из {n}.</numerusform>
        <numerusform>Для {n} изображений лучше подходит «{better}»: верно классифицировано {right} из {n}; с «{used}» — {wrong} из {n}.</numerusform>
        <numerusform>Для {n} изображений лучше подходит «{better}»: верно классифицировано {right} из {n}; с «{used}» — {wrong} из {n}.</numerusform>
      </translation>
    </message>
    <message>
      <source>The model gives no indication; most training scripts scale pixels to 0..1.</source>
      <translation>По модели этого определить нельзя; большинство обучающих скриптов приводят пиксели к 0..1.</translation>
    </message>
    <message>
      <source>The model rescales by itself: pixels 0 to 255 reach its first layer {layer} as {low} to {high} (by {layers}).</source>
      <translation>Модель масштабирует сама: пиксели 0…255 доходят до её первого слоя {layer} как {low}…{high} (слои {layers}).</translation>
    </message>
    <message>
      <source>It contains {name}, which expects this in keras.applications, and {other}, which expects another one: no preprocessing fits both.</source>
      <translation>В ней есть {name}, которая в keras.applications ожидает именно этого, и {other}, которая ожидает другого: ни одна предобработка не подойдёт обеим.</translation>
    </message>
    <message>
      <source>It contains {name}, which expects this in keras.applications. The model itself turns red, green, blue into blue, green, red: was it trained on pictures that OpenCV had read?</source>
      <translation>Модель содержит {name}, для которой это предписано в keras.applications. Модель сама переставляет каналы из порядка «красный, зелёный, синий» в порядок «синий, зелёный, красный»: не обучалась ли она на изображениях, прочитанных OpenCV?</translation>
    </message>
    <message>
      <source>Its first layer, the batch normalization {layer}, has learned that its inputs have the mean {mean} and the standard deviation {deviation}.</source>
      <translation>Её первый слой, пакетная нормализация {layer}, по обучению знает: среднее её входов равно {mean}, стандартное отклонение — {deviation}.</translation>
    </message>
    <message>
      <source>How the model transforms pixels before its first layer {layer} could not be determined (by {layers}), but it does not rescale them; most training scripts scale them to 0..1.</source>
      <translation>Как модель преобразует пиксели до первого слоя {layer}, определить не удалось (слои {layers}), но масштаб она не меняет; большинство обучающих скриптов приводят пиксели к 0..1.</translation>
    </message>
    <message>
      <source>The model itself turns red, green, blue into blue, green, red, and does not rescale; most training scripts scale pixels to 0..1.</source>
      <translation>Модель сама меняет порядок каналов с «красный, зелёный, синий» на «синий, зелёный, красный» и не масштабирует; большинство программ обучения приводят пиксели к 0…1.</translation>
    </message>
    <message>
      <source>It needs integers (at the layer {layer}), so unchanged pixels from 0 to 255.</source>
      <translation>Она принимает целые числа (слой {layer}), то есть пиксели от 0 до 255 без изменений.</translation>
    </message>
    <message>
      <source>The model normalizes pixels ({layer}) that have the mean {mean} and the standard deviation {deviation}.</source>
      <translation>Модель нормализует пиксели (слой {layer}), среднее которых равно {mean}, а стандартное отклонение — {deviation}.</translation>
    </message>
    <message>
      <source>The model expects pixels of {scale}: those of 0 to 255 would reach its first layer {layer} as {low} to {high} (by {layers}).</source>
      <translation>Модель ожидает пиксели {scale}: значения 0…255 дошли бы до её первого слоя {layer} как {low}…{high} (слои {layers}).</translation>
    </message>
    <message>
      <source>The model rescales by itself: pixels 0 to 255 reach its first layer {layer} as {low} to {high} (by {layers}). They reach {other} unscaled: if that is not intended, no preprocessing fits both.</source>
      <translation>Модель масштабирует сама: пиксели 0…255 доходят до её первого слоя {layer} как {low}…{high} (слои {layers}). До слоя {other} они доходят без изменений: если это не было задумано, ни одна предобработка не подойдёт обоим.</translation>
    </message>
    <message>
      <source>It contains {name}, which expects this in keras.applications.</source>
      <translation>В ней есть {name}: в keras.applications эта сеть ожидает именно такой вход.</translation>
    </message>
    <message>
      <source>It contains {name} and turns red, green, blue into blue, green, red, as that expects in keras.applications. It does not subtract ImageNet's mean, which no preprocessing does alone; none comes closest.</source>
      <translation>Модель содержит {name} и сама переставляет каналы из порядка «красный, зелёный, синий» в порядок «синий, зелёный, красный», как того требует эта сеть в keras.applications. Среднее ImageNet она не вычитает; отдельно этого не делает ни одна предобработка; ближе всего — без предобработки.</translation>
    </message>
    <message>
      <source>It begins with the batch normalization {layer}, which adapts to any scale in training; it has not been trained.</source>
      <translation>Она начинается с пакетной нормализации {layer}, которая при обучении подстраивается под любой масштаб; она не обучена.</translation>
    </message>
    <message>
      <source>An output of {model} has {count} classes; attnstudio takes up to {most}.</source>
      <translation>Выход модели {model} имеет классов: {count}; attnstudio поддерживает не более {most}.</translation>
    </message>
    <message>
      <source>The input of {model} has the shape {shape}; that of a picture is (height, width, channels), (height, width), or one list of all its pixels.</source>
      <translation>Вход модели {model} имеет форму {shape}; у изображения она (высота, ширина, каналы), (высота, ширина) или один список всех пикселей.</translation>
    </message>
    <message>
      <source>{model} needs {size} GB of memory for one picture; attnstudio runs models that need up to {most}.</source>
      <translation>Модели {model} нужно {size} ГБ памяти на одно изображение; attnstudio запускает модели, которым нужно до {most}.</translation>
    </message>
    <message>
      <source>The weights of {model} hold numbers that are not finite: its training has failed. Choose an earlier checkpoint.</source>
      <translation>В весах {model} есть бесконечные значения или NaN: обучение не удалось. Выберите более раннее состояние модели.</translation>
    </message>
    <message>
      <source>The model {model} has {count} inputs; attnstudio explains models with one input, a picture.</source>
      <translation>Входов у модели {model}: {count}; attnstudio объясняет модели с одним входом — изображением.</translation>
    </message>
    <message>
      <source>The input of {model} has the shape {shape}; attnstudio takes up to {most} pixels a side.</source>
      <translation>Вход {model} имеет форму {shape}; attnstudio принимает до {most} пикселей по стороне.</translation>
    </message>
    <message>
      <source>The input of {model} has the shape {shape}: channels first. Build it with channels last and save it.</source>
      <translation>Вход {model} имеет форму {shape}: каналы впереди. Постройте модель с каналами в конце и сохраните.</translation>
    </message>
    <message>
      <source>The input of {model} has {count} channels. A picture gives it 3 (red, green, blue) or 1 (grey); the meaning of the others is not known.</source>
      <translation>Каналов у входа {model}: {count}. Изображение даёт 3 (красный, зелёный, синий) или 1 (серый); что должно быть в остальных, неизвестно.</translation>
    </message>
    <message>
      <source>The HDF5 data in {file} are damaged: reading them hangs or crashes the HDF5 library. It is not loaded. Copy it again from the original.</source>
      <translation>Данные HDF5 в {file} повреждены: при чтении библиотека HDF5 зависает или аварийно завершается. Файл не загружен. Скопируйте файл снова из оригинала.</translation>
    </message>
    <message>
      <source>The model {model} can be loaded, but not computed: {reason}. Save a model that model.predict takes a picture for.</source>
      <translation>Модель {model} загружается, но не вычисляется: {reason}. Сохраните модель, для которой model.predict принимает изображение.</translation>
    </message>
    <message>
      <source>{file} is a folder. Choose the .keras or .h5 file of a model.</source>
      <translation>{file} — папка. Выберите файл модели .keras или .h5.</translation>
    </message>
    <message>
      <source>{file} is not a .keras or .h5 file, and attnstudio opens no other model formats. Build the model in Keras where it was made, give it the weights, and save it with model.save("{name}.keras").</source>
      <translation>{file} — не файл .keras или .h5, а другие ваши модели attnstudio не открывает. Постройте модель в Keras там, где она создана, загрузите веса и сохраните: model.save("{name}.keras").</translation>
    </message>
    <message>
      <source>The model file {file} is damaged or incomplete. Copy it again from the original.</source>
      <translation>Файл модели {file} повреждён или неполон. Скопируйте его снова из оригинала.</translation>
    </message>
    <message>
      <source>{file} holds {entry}, which does not belong in a model for pictures. It is not loaded. If it belongs to a layer for text, save the model without that layer.</source>
      <translation>В {file} есть {entry}: в модели для изображений ему не место. Файл не загружен. Если запись относится к слою для текста, сохраните модель без него.</translation>
    </message>
    <message>
      <source>{file} is a device or a pipe. Choose the .keras or .h5 file of a model.</source>
      <translation>{file} — не файл, а устройство или канал. Выберите файл модели .keras или .h5.</translation>
    </message>
    <message>
      <source>The model file {file} is empty. Copy it again from the original.</source>
      <translation>Файл модели {file} пуст. Скопируйте его снова из оригинала.</translation>
    </message>
    <message>
      <source>{file} is a SavedModel, which is a program of its own and has no Keras layers. Build the model in Keras where it was made, give it the weights, and save it with model.save("{name}.keras").</source>
      <translation>{file} — SavedModel: это отдельная программа без слоёв Keras. Постройте модель в Keras там, где она создана, загрузите веса и сохраните: model.save("{name}.keras").</translation>
    </message>
    <message>
      <source>{file} is a .keras file that was unpacked. Choose the .keras file itself.</source>
      <translation>{file} — распакованный файл .keras. Выберите сам файл .keras.</translation>
    </message>
    <message>
      <source>{file} has a format that can run program code when it is opened. Build the model in Keras where it was made, give it the weights, and save it with model.save("{name}.keras").</source>
      <translation>Файлы такого вида, как {file}, могут выполнить код при открытии. Постройте модель в Keras там, где она создана, загрузите веса и сохраните: model.save("{name}.keras").</translation>
    </message>
    <message>
      <source>The name of {file} must end in .keras. Rename it, if Keras saved it.</source>
      <translation>Имя {file} должно кончаться на .keras. Переименуйте файл, если его сохранил Keras.</translation>
    </message>
    <message>
      <source>The name of {file} must end in .h5. Rename it, if Keras saved it.</source>
      <translation>Имя {file} должно кончаться на .h5. Переименуйте файл, если его сохранил Keras.</translation>
    </message>
    <message>
      <source>{file} is not a Keras model, or it is damaged. Copy it again from the original.</source>
      <translation>{file} — не модель Keras или повреждён. Скопируйте его снова из оригинала.</translation>
    </message>
    <message>
      <source>{file} holds far more entries than a model saved by Keras. It is not loaded. Save the model again with Keras.</source>
      <translation>В {file} намного больше записей, чем в модели, сохранённой Keras. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>{file} is encrypted. Save the model again with Keras, which does not encrypt.</source>
      <translation>{file} зашифрован. Сохраните модель снова в Keras: он не шифрует.</translation>
    </message>
    <message>
      <source>{entry} in {file} is a link to another file. It is not loaded. Save the model again with Keras.</source>
      <translation>{entry} в {file} — ссылка на другой файл. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>{entry} in {file} uses an unsupported compression. Save the model again with Keras.</source>
      <translation>{entry} в {file} сжато неподдерживаемым способом. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>{entry} in {file} unpacks to {size} MB, far more than belongs there. It is not loaded. Save the model again with Keras.</source>
      <translation>{entry} в {file} распаковывается в {size} МБ — намного больше, чем должно быть. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>{file} would write outside its folder, to {entry}. It is not loaded. Save the model again with Keras.</source>
      <translation>{file} пишет за пределы своей папки, в {entry}. Файл не загружен. Сохраните модель снова в Keras.</translation>
    </message>
    <message>
      <source>The weights in {file} are an .npz file. Save the model again with model.save("{name}.keras").</source>
      <translation>Веса в {file} записаны как .npz. Сохраните модель снова: model.save("{name}.keras").</translation>
    </message>
    <message>
      <source>There is no model file {file}. Check its name.</source>
      <translation>Файла модели {file} нет. Проверьте имя.</translation>
    </message>
    <message>
      <source>{file} is not a Keras model: it has no {entry}.</source>
      <translation>{file} — не модель Keras: в нём нет {entry}.</translation>
    </message>
    <message>
      <source>The program's copy of {model} does not predict what Keras predicts (difference {difference}), so no map of it is drawn. Please send us what `attnstudio models check` prints of it, and the model if you may.</source>
      <translation>Копия модели {model} в программе предсказывает не то, что Keras (расхождение {difference}), поэтому карты для неё не строятся. Пришлите нам, пожалуйста, вывод команды `attnstudio models check` для этой модели и, если можно, саму модель.</translation>
    </message>
    <message>
      <source>The gradient that the program takes of {model} ({where}) does not agree with finite differences (deviation {deviation}), so no map of it is drawn. Please send us what `attnstudio models check` prints of it, and the model if you may.</source>
      <translation>Градиент модели {model}, вычисленный программой ({where}), не согласуется с конечными разностями (отклонение {deviation}), поэтому карты для неё не строятся. Пришлите нам, пожалуйста, вывод команды `attnstudio models check` для этой модели и, если можно, саму модель.</translation>
    </message>
    <message>
      <source>The outputs of {model} in the self-check are not finite: values overflow, or are divided by 0. Choose another preprocessing, or an earlier checkpoint of the model.</source>
      <translation>При самопроверке выходы модели {model} содержат бесконечные значения или NaN: переполнение или деление на 0. Выберите другую предобработку или более ранний вариант модели.</translation>
    </message>
    <message>
      <source>at its input</source>
      <translation>по входу</translation>
    </message>
    <message>
      <source>Checked: predictions agree with Keras's to {predictions}; gradients (input and layer {layer}) agree with finite differences to {gradients}</source>
      <translation>Проверено: предсказания совпадают с Keras с точностью до {predictions}; градиенты (по входу и по слою {layer}) согласуются с конечными разностями с точностью до {gradients}</translation>
    </message>
    <message>
      <source>Checked: predictions agree with Keras's to {predictions}. The score does not change with the input of the check, so gradients could not be compared.</source>
      <translation>Проверено: предсказания совпадают с Keras с точностью до {predictions}. На проверочном входе оценка не меняется, поэтому градиенты сравнить не удалось.</translation>
    </message>
    <message>
      <source>Checked: predictions agree with Keras's to {predictions}; the input's gradient agrees with finite differences to {gradients}</source>
      <translation>Проверено: предсказания совпадают с Keras с точностью до {predictions}; градиент по входу согласуется с конечными разностями с точностью до {gradients}</translation>
    </message>
    <message>
      <source>Checked: predictions agree with Keras's to {predictions}; the gradient at the layer {layer} agrees with finite differences to {gradients}; that at the input could not be compared</source>
      <translation>Проверено: предсказания совпадают с Keras с точностью до {predictions}; градиент по слою {layer} согласуется с конечными разностями с точностью до {gradients}; градиент по входу сравнить не удалось</translation>
    </message>
    <message>
      <source>Checking the model file {file}: {seconds} s so far, at most {most} s</source>
      <translation>Проверка файла модели {file}: прошло {seconds} с, не дольше {most} с</translation>
    </message>
    <message>
      <source>The model file {file} was changed while it was loaded. Run again.</source>
      <translation>Файл модели {file} изменился во время загрузки. Запустите снова.</translation>
    </message>
    <message>
      <source>Reading the model file {file} crashed the sandbox (status {status}). It is not loaded. The log has the details.</source>
      <translation>При чтении файла модели {file} изолированный процесс аварийно завершился (код {status}). Модель не загружена. Подробности — в журнале.</translation>
    </message>
    <message>
      <source>Checking the model file {file} took longer than {seconds} s, because its network is slow to build or to run. It is not loaded. Choose a smaller model, or close other programs and open it again.</source>
      <translation>Проверка файла модели {file} заняла больше {seconds} с: сеть слишком долго строится или вычисляется. Модель не загружена. Выберите модель поменьше или закройте другие программы и откройте файл снова.</translation>
    </message>
    <message>
      <source>Loading {file} takes more than {size} GB of memory. It is not loaded. Choose a smaller model.</source>
      <translation>Загрузка {file} требует больше {size} ГБ памяти. Файл не загружен. Выберите модель поменьше.</translation>
    </message>
    <message>
      <source>There is no weights file {file}. Check its name.</source>
      <translation>Нет файла весов {file}. Проверьте имя.</translation>
    </message>
    <message>
      <source>The folder of weights {folder} cannot be read ({reason}). Change its permissions, or name another in the environment variable ATTNSTUDIO_MODELS.</source>
      <translation>Папка с весами {folder} не читается ({reason}). Измените права доступа или назовите другую в переменной окружения ATTNSTUDIO_MODELS.</translation>
    </message>
    <message>
      <source>How many noisy copies are averaged.</source>
      <translation>Сколько зашумлённых копий усредняется.</translation>
    </message>
    <message>
      <source>Standard deviation of the noise, as a fraction of the input's range.</source>
      <translation>Стандартное отклонение шума в долях диапазона входа.</translation>
    </message>
    <message>
      <source>There is no colormap {colormap}. The colormaps are: {names}.</source>
      <translation>Нет цветовой шкалы {colormap}. Доступные шкалы: {names}.</translation>
    </message>
    <message>
      <source>{name} must be from {min} to {max}, not {value}.</source>
      <translation>{name} должно быть от {min} до {max}, а не {value}.</translation>
    </message>
    <message>
      <source>{name} must be a whole number, not {value}.</source>
      <translation>{name} должно быть целым числом, а не {value}.</translation>
    </message>
    <message>
      <source>{name} must be a number, not {value}.</source>
      <translation>{name} должно быть числом, а не {value}.</translation>
    </message>
    <message>
      <source>{name} must be true or false, not {value}.</source>
      <translation>{name} должно быть true или false, а не {value}.</translation>
    </message>
    <message>
      <source>{name} must be one of {choices}, not {value}.</source>
      <translation>{name} должно быть одним из {choices}, а не {value}.</translation>
    </message>
    <message>
      <source>{name} must be a text, not {value}.</source>
      <translation>{name} должно быть текстом, а не {value}.</translation>
    </message>
    <message>
      <source>There is no parameter {name}. The parameters are: {names}.</source>
      <translation>Нет параметра {name}. Параметры: {names}.</translation>
    </message>
    <message>
      <source>No gradient reaches the model's input: the model has an operation without a gradient, such as rounding or argmax. Choose a class activation map of a late layer, or a method that needs no gradients, such as occlusion.</source>
      <translation>Градиент не доходит до входа модели: в модели есть операция без градиента, например округление или argmax. Выберите карту активации класса для одного из последних слоёв или метод, которому градиенты не нужны, например окклюзию.</translation>
    </message>
    <message>
      <source>No gradient reaches the layer {layer}: after it the model has an operation without a gradient, such as rounding or argmax. Choose a later layer, or a method that needs no gradients, such as occlusion.</source>
      <translation>Градиент не доходит до слоя {layer}: после него в модели есть операция без градиента, например округление или argmax. Выберите более поздний слой или метод, которому градиенты не нужны, например окклюзию.</translation>
    </message>
    <message>
      <source>{file} is a run-length encoded BMP, supported up to {limit} million pixels and {megabytes} MB. Save it as PNG in another program, then open that.</source>
      <translation>{file} — BMP, сжатый кодированием длин серий; такие файлы поддерживаются до {limit} млн пикселей и {megabytes} МБ. Сохраните изображение как PNG в другой программе и откройте полученный файл.</translation>
    </message>
    <message>
      <source>{file} is a JPEG in {count} scans, far more than are usual. Save it as PNG in another program, then open that.</source>
      <translation>{file} — JPEG из {count} проходов, что намного больше обычного. Сохраните его в другой программе как PNG и откройте снова.</translation>
    </message>
    <message>
      <source>stretch</source>
      <translation>растянуть</translation>
    </message>
    <message>
      <source>crop</source>
      <translation>обрезать</translation>
    </message>
    <message>
      <source>letterbox</source>
      <translation>вписать с полями</translation>
    </message>
    <message>
      <source>nearest</source>
      <translation>ближайший сосед</translation>
    </message>
    <message>
      <source>bilinear</source>
      <translation>билинейная</translation>
    </message>
    <message>
      <source>bicubic</source>
      <translation>бикубическая</translation>
    </message>
    <message>
      <source>Predictions cannot be saved in {file} ({reason}): they will be computed each time.</source>
      <translation>Предсказания не удаётся сохранить в {file} ({reason}): они будут вычисляться каждый раз.</translation>
    </message>
    <message>
      <source>The saved predictions in {file} were damaged and will be computed again.</source>
      <translation>Сохранённые предсказания в {file} были повреждены и будут вычислены заново.</translation>
    </message>
    <message>
      <source>Stop at error</source>
      <translation>Порог погрешности</translation>
    </message>
    <message>
      <source>End early once the map's standard error falls below this share of its range. 0: never.</source>
      <translation>Закончить раньше, когда стандартная ошибка карты станет меньше этой доли её диапазона. 0: никогда.</translation>
    </message>
    <message>
      <source>{name}: the region covers no pixel of the picture. Draw it again, or choose another annotation file.</source>
      <translation>{name}: область не покрывает ни одного пикселя изображения. Нарисуйте её заново или выберите другой файл разметки.</translation>
    </message>
    <message>
      <source>{name}: the annotations are of a picture of {other_size}, and this one has {size}. Choose the annotation file of this picture.</source>
      <translation>{name}: разметка относится к картинке {other_size}, а у этой {size}. Выберите файл разметки этой картинки.</translation>
    </message>
    <message>
      <source>{name}: the mask has {mask_size} pixels, and the picture {size}. Scale the mask to the picture's size, or choose the mask of this picture.</source>
      <translation>{name}: размер маски {mask_size} пикселей, а изображения — {size}. Приведите маску к размеру изображения или выберите маску этого изображения.</translation>
    </message>
    <message>
      <source>{name}: shapes that reach beyond the picture ({size}) are cut off there: {count}.</source>
      <translation>{name}: фигур, выходящих за край изображения ({size}) и обрезанных по нему: {count}.</translation>
    </message>
    <message>
      <source>{name}: the box {box} (left, top, right, bottom) lies outside of the picture ({size}). Correct it, or choose the annotation file of this picture.</source>
      <translation>{name}: рамка {box} (левый, верхний, правый, нижний край) лежит вне изображения ({size}). Исправьте её или выберите файл разметки этого изображения.</translation>
    </message>
    <message>
      <source>There is no rule for how relevance passes the layer {layer}: its attention has a mask or a gate. Choose integrated_gradients, which shares out the score of any model.</source>
      <translation>Нет правила, по которому релевантность проходит через слой {layer}: в его внимании есть маска или вентиль. Выберите integrated_gradients: этот метод распределяет оценку любой модели.</translation>
    </message>
    <message>
      <source>There is no rule for how relevance passes the layer {layer}, which is a {kind}. Choose integrated_gradients, which shares out the score of any model, or replace the layer by layers of Keras.</source>
      <translation>Нет правила, по которому релевантность проходит через слой {layer} типа {kind}. Выберите integrated_gradients: этот метод распределяет оценку любой модели. Либо замените слой слоями Keras.</translation>
    </message>
    <message>
      <source>Resize</source>
      <translation>Размер</translation>
    </message>
    <message>
      <source>How the picture is brought to the input's shape.</source>
      <translation>Как изображение приводится к форме входа.</translation>
    </message>
    <message>
      <source>Interpolation</source>
      <translation>Интерполяция</translation>
    </message>
    <message>
      <source>How its pixels are resampled. nearest is what Keras's load_img does.</source>
      <translation>Как пересчитываются пиксели. «Ближайший сосед» — то, что делает load_img из Keras.</translation>
    </message>
    <message>
      <source>Levels</source>
      <translation>Уровни</translation>
    </message>
    <message>
      <source>Which values of a picture with more than 8 bits are black and white. auto: the full range, or what is used of it. file: its least and greatest. LEVEL,WIDTH: a window, such as 40,400.</source>
      <translation>Какие значения изображения с глубиной более 8 бит чёрные и белые. Авто: весь диапазон или занятая его часть. Из файла: наименьшее и наибольшее значения. УРОВЕНЬ,ШИРИНА: окно, например 40,400.</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Зерно</translation>
    </message>
    <message>
      <source>Seed of all random numbers: the same seed gives the same map.</source>
      <translation>Зерно всех случайных чисел: при одном и том же зерне карта одна и та же.</translation>
    </message>
    <message>
      <source>Not reviewed</source>
      <translation>Не проверено</translation>
    </message>
    <message>
      <source>Good map</source>
      <translation>Хорошая карта</translation>
    </message>
    <message>
      <source>Bad map</source>
      <translation>Плохая карта</translation>
    </message>
    <message>
      <source>Spurious</source>
      <translation>Ложная связь</translation>
    </message>
    <message>
      <source>Look again</source>
      <translation>Посмотреть ещё раз</translation>
    </message>
    <message>
      <source>Nobody has judged the map yet</source>
      <translation>Карту ещё никто не оценил</translation>
    </message>
    <message>
      <source>The map shows what the class is</source>
      <translation>Карта показывает сам объект класса</translation>
    </message>
    <message>
      <source>The map does not explain the class</source>
      <translation>Карта не объясняет класс</translation>
    </message>
    <message>
      <source>The class is told by something that has nothing to do with it, such as the background</source>
      <translation>Класс определён по тому, что к нему не относится, например по фону</translation>
    </message>
    <message>
      <source>To be judged later</source>
      <translation>Решить позже</translation>
    </message>
    <message>
      <source>{model}: {warning}</source>
      <translation>{model}: {warning}</translation>
    </message>
    <message>
      <source>{attack} with eps {eps} ({norm}) leaves {accuracy} of the pictures right ({low} to {high}).</source>
      <translation>{attack} с eps {eps} ({norm}): модель верно классифицирует {accuracy} изображений (от {low} до {high}).</translation>
    </message>
    <message>
      <source>{attack} with eps {eps} ({norm}) keeps the answer of {success} of the pictures that it attacks.</source>
      <translation>{attack} с eps {eps} ({norm}) сохраняет ответ модели на {success} атакованных изображений.</translation>
    </message>
    <message>
      <source>Half of the pictures that {attack} attacks are lost with eps {eps} or less: the smallest eps of each picture was found by bisection, up to {largest}.</source>
      <translation>{attack}: половина атакованных изображений теряет класс при eps не более {eps}; наименьшее eps каждого изображения найдено делением пополам, до {largest}.</translation>
    </message>
    <message>
      <source>The control {attack} with eps {eps} ({norm}) leaves {accuracy} right ({low} to {high}).</source>
      <translation>Контроль «{attack}» с eps {eps} ({norm}): верно классифицированы {accuracy} (от {low} до {high}).</translation>
    </message>
    <message>
      <source>{attack} with eps {eps} ({norm}) keeps the answer of {success} of the pictures that it attacks. No maps were compared, so how far it moves them is not known: choose a method.</source>
      <translation>{attack} с eps {eps} ({norm}) сохраняет ответ модели на {success} атакованных изображений. Карты не сравнивались, поэтому неизвестно, насколько они смещаются: выберите метод.</translation>
    </message>
    <message>
      <source>Under {attack} more than half of the pictures keep their class up to eps {largest}; each was looked at by bisection.</source>
      <translation>{attack}: больше половины изображений сохраняют класс вплоть до eps {largest}; наименьшее eps каждого искалось делением пополам.</translation>
    </message>
    <message>
      <source>{model} is right about {accuracy} of the pictures without an attack ({low} to {high}; pictures: {count}).</source>
      <translation>{model} без атаки верно классифицирует {accuracy} изображений (от {low} до {high}; изображений: {count}).</translation>
    </message>
    <message>
      <source>Under {attack} the share of the map of {method} that lies in the object's region goes from {before} to {after} (pictures with a region: {count}).</source>
      <translation>При атаке {attack} доля карты метода {method}, лежащая в области объекта, меняется с {before} на {after} (изображений с областью: {count}).</translation>
    </message>
    <message>
      <source>Pictures that {attack} made on {made_on} fool {tried_on} in {fooled} of the cases where both were right.</source>
      <translation>Изображения, полученные атакой {attack} на модели {made_on}, обманывают модель {tried_on} в {fooled} случаев, когда обе модели были правы.</translation>
    </message>
    <message>
      <source>The attacks did not know of the defences: an attacker who does may pass them (Athalye et al. 2018, arXiv 1802.00420).</source>
      <translation>Атаки не учитывали защиту: нарушитель, который о ней знает, может её обойти (Athalye et al. 2018, arXiv 1802.00420).</translation>
    </message>
    <message>
      <source>Pictures that a model is so sure of that the gradient of its probabilities is 0: {count}. The attacks use the logits, whose gradient is not.</source>
      <translation>Изображений, на которых модель настолько уверена, что градиент её вероятностей равен 0: {count}. Атаки используют логиты, градиент которых не равен 0.</translation>
    </message>
    <message>
      <source>Pictures without a label: {count}. Of these the model's own answer was attacked, so it was right about all of them before.</source>
      <translation>Изображений без метки: {count}. Для них атаковался собственный ответ модели, поэтому до атаки она считается правой на всех.</translation>
    </message>
    <message>
      <source>Pictures that it was wrong about before: {count}. They are not attacked and count as no success.</source>
      <translation>Изображений, на которых модель ошибалась до атаки: {count}. Они не атакуются и успехом не считаются.</translation>
    </message>
    <message>
      <source>Pictures that are of the target class already: {count}. They are not attacked and count as no success.</source>
      <translation>Изображений, которые уже относятся к целевому классу: {count}. Они не атакуются и не учитываются в доле успеха.</translation>
    </message>
    <message>
      <source>{attack} finds a change for {success} of the pictures; half of them take one of {size} by {norm} or less. That is the size of a change, not an accuracy.</source>
      <translation>{attack} находит изменение для {success} изображений; для половины из них достаточно изменения величиной не более {size} по норме {norm}. Это величина изменения, а не точность.</translation>
    </message>
    <message>
      <source>Under {attack} the map of {method} keeps a rank correlation of {spearman} with the one before, and {top} of its strongest tenth.</source>
      <translation>При атаке {attack} карта метода {method} сохраняет ранговую корреляцию {spearman} с исходной и {top} своей самой сильной десятой части.</translation>
    </message>
    <message>
      <source>{defence} brings the accuracy under {attack} from {bare} to {accuracy}, and without an attack from {clean} to {clean_with}.</source>
      <translation>{defence}: точность при атаке {attack} меняется с {bare} до {accuracy}, а без атаки с {clean} до {clean_with}.</translation>
    </message>
    <message>
      <source>{attack} finds a change for {success} of the pictures.</source>
      <translation>{attack} находит изменение для {success} изображений.</translation>
    </message>
    <message>
      <source>Half of the pictures that it attacks are lost with eps {eps} or less, of those that were tried.</source>
      <translation>Половина атакованных изображений теряет класс при eps не более {eps} (из испытанных значений).</translation>
    </message>
    <message>
      <source>JPEG of quality {value}</source>
      <translation>JPEG с качеством {value}</translation>
    </message>
    <message>
      <source>Median of {value} x {value} pixels</source>
      <translation>Медианный фильтр {value} x {value} пикселей</translation>
    </message>
    <message>
      <source>Bit depth {value}</source>
      <translation>Разрядность {value} бит</translation>
    </message>
    <message>
      <source>There is no defence {name}. The defences are: {names}.</source>
      <translation>Защиты {name} нет. Есть: {names}.</translation>
    </message>
    <message>
      <source>The value of the defence {name} is a whole number from {least} to {most}, not {value}.</source>
      <translation>Значение защиты {name} — целое число от {least} до {most}, а не {value}.</translation>
    </message>
    <message>
      <source>A model is named twice: {models}. Name each once.</source>
      <translation>Модель названа дважды: {models}. Назовите каждую один раз.</translation>
    </message>
    <message>
      <source>{model} and {other} have different classes, so an answer of one means nothing to the other. Choose models of the same classes, in the same order.</source>
      <translation>У моделей {model} и {other} разные классы, поэтому ответ одной ничего не значит для другой. Выберите модели с одинаковыми классами в одинаковом порядке.</translation>
    </message>
    <message>
      <source>The gradient of the model is 0 for {count} of the {attacked} pictures that {attack} attacked, so it did not move them. That is no robustness: try an attack that needs no gradients, such as square or spsa.</source>
      <translation>Градиент модели равен 0 на части изображений ({count} из {attacked}), которые атаковал метод {attack}, поэтому атака их не изменила. Это не устойчивость: примените атаку, которой не нужен градиент, например square или spsa.</translation>
    </message>
    <message>
      <source>{text} is not a range of probabilities. Write LOW..HIGH, such as 0.2..0.5.</source>
      <translation>{text} — не диапазон вероятностей. Введите ОТ..ДО, например 0.2..0.5.</translation>
    </message>
    <message>
      <source>There is no filter {word}. The filters are: wrong, right, unsure, region, failed, label=NAME, predicted=NAME, text=PART, probability=LOW..HIGH.</source>
      <translation>Нет фильтра {word}. Фильтры: wrong, right, unsure, region, failed, label=ИМЯ, predicted=ИМЯ, text=ЧАСТЬ, probability=ОТ..ДО.</translation>
    </message>
    <message>
      <source>These maps cover different parts of the picture, so they cannot be compared pixel by pixel. Choose "stretch" for Resize and run again.</source>
      <translation>Эти карты охватывают разные части изображения, поэтому их нельзя сравнить попиксельно. Выберите «растянуть» в поле «Размер» и выполните снова.</translation>
    </message>
    <message>
      <source>Superpixels</source>
      <translation>Число суперпикселей</translation>
    </message>
    <message>
      <source>Approximate number of superpixels.</source>
      <translation>Приблизительное число суперпикселей.</translation>
    </message>
    <message>
      <source>Number of pictures with hidden parts that are evaluated.</source>
      <translation>Число вычисляемых изображений со скрытыми частями.</translation>
    </message>
    <message>
      <source>{target} of this picture is {name} minus itself: there is nothing to explain. Choose another class.</source>
      <translation>{target} для этого изображения — разность одного и того же класса ({name}): объяснять нечего. Выберите другой класс.</translation>
    </message>
    <message>
      <source>The model has no class {target}. Give top1, top2, an index from 0 to {last}, or a class name.</source>
      <translation>У модели нет класса {target}. Укажите top1, top2, индекс от 0 до {last} или имя класса.</translation>
    </message>
    <message>
      <source>{target} of this picture is {name} minus itself: there is nothing to explain. Choose label-best-wrong as the target, or explain only pictures with a wrong prediction.</source>
      <translation>{target} для этого изображения — разность одного и того же класса ({name}): объяснять нечего. Выберите цель label-best-wrong или объясняйте только изображения с неверным предсказанием.</translation>
    </message>
    <message>
      <source>The column {column} of the data set names no target for this picture. Choose another target, or open a data set whose table has the column.</source>
      <translation>Столбец {column} набора данных не называет цели для этого изображения. Выберите другую цель или откройте набор данных, в таблице которого есть этот столбец.</translation>
    </message>
    <message>
      <source>This picture has no label, and the target {target} needs one. Label it, or choose another target.</source>
      <translation>У этого изображения нет метки, а для цели {target} она нужна. Задайте метку или выберите другую цель.</translation>
    </message>
    <message>
      <source>The model has a single class, so there is no {target} class.</source>
      <translation>У модели один класс, поэтому класса {target} нет.</translation>
    </message>
    <message>
      <source>{target} is the beginning of {count} class names: {names}. Write one in full, or its index.</source>
      <translation>С {target} начинаются имена классов ({count}): {names}. Напишите имя целиком или номер.</translation>
    </message>
    <message>
      <source>The model has no class {target}. Similar: {names}.</source>
      <translation>У модели нет класса {target}. Похожие: {names}.</translation>
    </message>
    <message numerus="yes">
      <source>There is no top{rank}: the model has {n} classes, top1 to top{n}.</source>
      <translation>
        <numerusform>top{rank} нет: у модели {n} класс, от top1 до top{n}.</numerusform>
        <numerusform>top{rank} нет: у модели {n} класса, от top1 до top{n}.</numerusform>
        <numerusform>top{rank} нет: у модели {n} классов, от top1 до top{n}.</numerusform>
      </translation>
    </message>
    <message>
      <source>There is no class {index}: the model's classes are 0 to {last}.</source>
      <translation>Нет класса {index}: классы модели — от 0 до {last}.</translation>
    </message>
    <message>
      <source>You are explaining {name} ({percent}); the model predicts {seen} ({seen_percent}).</source>
      <translation>Вы объясняете {name} ({percent}); модель предсказывает {seen} ({seen_percent}).</translation>
    </message>
    <message>
      <source>{count} classes are called {target}: {names}. Give the index of one.</source>
      <translation>Имя {target} носят несколько классов ({count}): {names}. Укажите номер одного из них.</translation>
    </message>
    <message>
      <source>Something went wrong inside the program ({kind}: {reason}). The log has the details; other jobs go on.</source>
      <translation>Внутри программы произошла ошибка ({kind}: {reason}). Подробности в журнале; остальные задания продолжаются.</translation>
    </message>
    <message>
      <source>{model} has no layer with height and width, required by: {methods}. Choose a gradient or a perturbation method.</source>
      <translation>У модели {model} нет слоя с высотой и шириной, необходимого для: {methods}. Выберите градиентный метод или метод возмущений.</translation>
    </message>
    <message>
      <source>{model} has no ReLU, required by: {methods}. Choose saliency, SmoothGrad or integrated gradients.</source>
      <translation>У модели {model} нет ReLU, необходимого для: {methods}. Выберите салиентность, SmoothGrad или интегрированные градиенты.</translation>
    </message>
    <message>
      <source>{model} has no attention layers, required by: {methods}. Choose a vision transformer, a gradient method or a class activation map.</source>
      <translation>В модели {model} нет слоёв внимания, необходимых для: {methods}. Выберите зрительный трансформер, градиентный метод или карту активации класса.</translation>
    </message>
    <message>
      <source>More layers</source>
      <translation>Другие слои</translation>
    </message>
    <message>
      <source>Names of more layers, joined by +. The maps of all, normalised, are averaged.</source>
      <translation>Имена дополнительных слоёв через +. Нормированные карты всех слоёв усредняются.</translation>
    </message>
    <message>
      <source>First component</source>
      <translation>Первая компонента</translation>
    </message>
    <message>
      <source>Show the first principal component of the weighted activations instead of their sum: less noise.</source>
      <translation>Показывать первую главную компоненту взвешенных активаций вместо их суммы: меньше шума.</translation>
    </message>
    <message>
      <source>Flips and contrast</source>
      <translation>Отражение и контраст</translation>
    </message>
    <message>
      <source>Average the maps of the picture and its mirror image at 0.9, 1.0 and 1.1 of their values.</source>
      <translation>Усреднить карты изображения и его зеркального отражения при значениях, умноженных на 0,9, 1,0 и 1,1.</translation>
    </message>
    <message>
      <source>Noisy copies</source>
      <translation>Зашумлённые копии</translation>
    </message>
    <message>
      <source>Average the maps of this many noisy copies of the picture. 0: no noise.</source>
      <translation>Усреднить карты стольких зашумлённых копий изображения. 0: без шума.</translation>
    </message>
    <message>
      <source>Low-pass filter</source>
      <translation>Фильтр нижних частот</translation>
    </message>
    <message>
      <source>Keep only this many periods across the shorter side of the map: FORGrad; 15 is usual. 0: all.</source>
      <translation>Оставить только частоты ниже этого числа периодов на короткой стороне карты: FORGrad, обычно 15. 0 — все.</translation>
    </message>
    <message>
      <source>The map of the layer {layer} is flat: it adds nothing.</source>
      <translation>Карта слоя {layer} плоская: она ничего не добавляет.</translation>
    </message>
    <message>
      <source>Loading the model {model}: {seconds} s so far</source>
      <translation>Загрузка модели {model}: прошло {seconds} с</translation>
    </message>
    <message>
      <source>it did not stop when the job was cancelled</source>
      <translation>он не остановился, когда задание было отменено</translation>
    </message>
    <message>
      <source>it answered what is no answer</source>
      <translation>его ответ не имеет смысла</translation>
    </message>
    <message>
      <source>it crashed (segmentation fault)</source>
      <translation>в нём произошёл сбой (ошибка обращения к памяти)</translation>
    </message>
    <message>
      <source>it crashed (bus error)</source>
      <translation>в нём произошёл сбой (ошибка шины)</translation>
    </message>
    <message>
      <source>it crashed (illegal instruction)</source>
      <translation>в нём произошёл сбой (недопустимая команда процессора)</translation>
    </message>
    <message>
      <source>it crashed (arithmetic error)</source>
      <translation>в нём произошёл сбой (арифметическая ошибка)</translation>
    </message>
    <message>
      <source>a library gave up (abort)</source>
      <translation>одна из библиотек прервала его работу (abort)</translation>
    </message>
    <message>
      <source>it was killed, most likely by the system because memory ran out</source>
      <translation>он был принудительно завершён, скорее всего системой из-за нехватки памяти</translation>
    </message>
    <message>
      <source>another program ended it</source>
      <translation>его завершила другая программа</translation>
    </message>
    <message>
      <source>it crashed (stack overflow)</source>
      <translation>в нём произошёл сбой (переполнение стека)</translation>
    </message>
    <message>
      <source>The process that computes cannot be started ({reason}). Close other programs and run the job again, or start attnstudio with {variable}, which computes in the window's own process.</source>
      <translation>Процесс вычислений не запускается ({reason}). Закройте другие программы и запустите задачу снова или запустите attnstudio с {variable}: тогда вычисления идут в процессе самого окна.</translation>
    </message>
    <message>
      <source>The process that computes ended in the middle of this job: {reason}. Another one was started, and everything else is as it was.</source>
      <translation>Процесс вычислений завершился во время этой задачи: {reason}. Запущен новый процесс, всё остальное осталось без изменений.</translation>
    </message>
    <message>
      <source>it took {size} GB of memory</source>
      <translation>он занял {size} ГБ памяти</translation>
    </message>
    <message>
      <source>Loading the model {model} has ended the process that computes twice: {reason}. Choose a smaller model, or close other programs; everything else goes on.</source>
      <translation>Загрузка модели {model} дважды завершила процесс вычислений: {reason}. Выберите модель поменьше или закройте другие программы; всё остальное продолжает работать.</translation>
    </message>
    <message>
      <source>The process that computes ended while the model {model} was loaded: {reason}. Another one was started, and everything else is as it was.</source>
      <translation>Процесс вычислений завершился во время загрузки модели {model}: {reason}. Запущен новый процесс, всё остальное осталось без изменений.</translation>
    </message>
    <message>
      <source>This job has ended the process that computes twice, also with half the batch: {reason}. Choose a smaller model, another method or another picture; everything else goes on.</source>
      <translation>Эта задача дважды завершила процесс вычислений, второй раз — с вдвое меньшим пакетом: {reason}. Выберите модель поменьше, другой метод или другое изображение; всё остальное продолжает работать.</translation>
    </message>
    <message>
      <source>it ended with the status {status}</source>
      <translation>он завершился с кодом {status}</translation>
    </message>
    <message>
      <source>the signal {name}</source>
      <translation>сигнал {name}</translation>
    </message>
    <message>
      <source>The annotations name no class of {picture}. Choose another --target.</source>
      <translation>В разметке не назван класс для {picture}. Выберите другой --target.</translation>
    </message>
    <message>
      <source>--figure needs all pictures on this machine: leave out --cluster, or --figure.</source>
      <translation>Для --figure все изображения должны быть на этом компьютере: уберите --cluster или --figure.</translation>
    </message>
    <message numerus="yes">
      <source>{reason} The {n} pictures that are left take about {megabytes} MB. The same call goes on then.</source>
      <translation>
        <numerusform>{reason} Ещё {n} изображение займёт около {megabytes} МБ. После этого тот же вызов продолжит работу.</numerusform>
        <numerusform>{reason} Ещё {n} изображения займут около {megabytes} МБ. После этого тот же вызов продолжит работу.</numerusform>
        <numerusform>{reason} Ещё {n} изображений займут около {megabytes} МБ. После этого тот же вызов продолжит работу.</numerusform>
      </translation>
    </message>
    <message>
      <source>{reason} The same call goes on then.</source>
      <translation>{reason} После этого тот же вызов продолжит работу.</translation>
    </message>
    <message>
      <source>{file} was not written: its ending is not a map format. Use one of these: {endings}.</source>
      <translation>Файл {file} не записан: для карт нет формата с таким расширением. Возможны: {endings}.</translation>
    </message>
    <message>
      <source>{file} was not written: its ending is not a figure format. Use one of these: {endings}.</source>
      <translation>Файл {file} не записан: для рисунков нет формата с таким расширением. Возможны: {endings}.</translation>
    </message>
    <message>
      <source>Overlays</source>
      <translation>Наложения</translation>
    </message>
    <message>
      <source>Numbers for further analysis</source>
      <translation>Числа для дальнейшего анализа</translation>
    </message>
    <message>
      <source>One figure for a paper</source>
      <translation>Один рисунок для статьи</translation>
    </message>
    <message>
      <source>All for a lab report</source>
      <translation>Всё для отчёта по лабораторной работе</translation>
    </message>
    <message>
      <source>How easily {model} is fooled</source>
      <translation>Насколько легко обмануть модель {model}</translation>
    </message>
    <message>
      <source>{date}, pictures: {count}</source>
      <translation>{date}, изображений: {count}</translation>
    </message>
    <message>
      <source>Page {number} of {count}</source>
      <translation>Страница {number} из {count}</translation>
    </message>
    <message>
      <source>Conclusion</source>
      <translation>Вывод</translation>
    </message>
    <message>
      <source>Not attacked</source>
      <translation>Не атакованы</translation>
    </message>
    <message>
      <source>Warnings</source>
      <translation>Предупреждения</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>Изображение</translation>
    </message>
    <message>
      <source>Why</source>
      <translation>Почему</translation>
    </message>
    <message>
      <source>Eps, in steps of 255</source>
      <translation>Eps, в долях 1/255</translation>
    </message>
    <message>
      <source>Eps, the length of the change</source>
      <translation>Eps, длина изменения</translation>
    </message>
    <message>
      <source>Eps, in pixels</source>
      <translation>Eps, в пикселях</translation>
    </message>
    <message>
      <source>Rank correlation</source>
      <translation>Ранговая корреляция</translation>
    </message>
    <message>
      <source>Accuracy under attack</source>
      <translation>Точность при атаке</translation>
    </message>
    <message>
      <source>Accuracy against eps</source>
      <translation>Точность в зависимости от eps</translation>
    </message>
    <message>
      <source>Drift against eps</source>
      <translation>Смещение карты в зависимости от eps</translation>
    </message>
    <message>
      <source>Attacks</source>
      <translation>Атаки</translation>
    </message>
    <message>
      <source>Eps</source>
      <translation>Eps</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>да</translation>
    </message>
    <message>
      <source>no</source>
      <translation>нет</translation>
    </message>
    <message>
      <source>Target</source>
      <translation>Класс</translation>
    </message>
    <message>
      <source>Kept as a JPEG of quality</source>
      <translation>Сохраняется как JPEG с качеством</translation>
    </message>
    <message>
      <source>Paper</source>
      <translation>Статья</translation>
    </message>
    <message>
      <source>Provenance</source>
      <translation>Сведения о воспроизведении</translation>
    </message>
    <message>
      <source>Command</source>
      <translation>Команда</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>Слой</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>Время</translation>
    </message>
    <message>
      <source>{seconds} s</source>
      <translation>{seconds} с</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Модель</translation>
    </message>
    <message>
      <source>Half of the attacked pictures lose their class with this eps or a smaller one of those that were tried; of an attack that looks for the smallest change: by a change of this size or a smaller one.</source>
      <translation>Половина атакованных изображений теряет класс при этом или меньшем eps из испытанных; для атак, которые ищут наименьшее изменение, — при изменении этой или меньшей величины.</translation>
    </message>
    <message>
      <source>Half of the attacked pictures lose their class with this eps or a smaller one: of each picture the smallest was found by bisection, up to the largest eps of the attack. Of an attack that looks for the smallest change: by a change of this size or a smaller one.</source>
      <translation>Половина атакованных изображений теряет свой класс при этом или меньшем eps: наименьшее eps каждого изображения найдено делением пополам, до наибольшего eps атаки. Для атаки, которая ищет наименьшее изменение, — при изменении этой или меньшей величины.</translation>
    </message>
    <message>
      <source>Method</source>
      <translation>Метод</translation>
    </message>
    <message>
      <source>SSIM</source>
      <translation>SSIM</translation>
    </message>
    <message>
      <source>Strongest tenth kept</source>
      <translation>Сохранено от сильнейшей десятой части</translation>
    </message>
    <message>
      <source>In the region, before and after</source>
      <translation>В области, до и после</translation>
    </message>
    <message>
      <source>Success</source>
      <translation>Успех</translation>
    </message>
    <message>
      <source>Length of the change</source>
      <translation>Длина изменения</translation>
    </message>
    <message>
      <source>Largest change</source>
      <translation>Наибольшее изменение</translation>
    </message>
    <message>
      <source>Relative length</source>
      <translation>Относительная длина</translation>
    </message>
    <message>
      <source>Time, ms</source>
      <translation>Время, мс</translation>
    </message>
    <message>
      <source>Below each share: its 95 % interval. Success counts the pictures that the model was right about before. Lengths and largest changes are shares of 0..1, means over the attacked pictures. The relative length is that of the change by that of the picture: it is a size, not an accuracy.</source>
      <translation>Под каждой долей указан её 95 %-ный интервал. Успех считается по изображениям, на которых модель была права до атаки. Длина и наибольшее изменение даны в долях диапазона 0..1, в среднем по атакованным изображениям. Относительная длина — отношение длины изменения к длине изображения: это величина изменения, а не точность.</translation>
    </message>
    <message>
      <source>Drift of the maps</source>
      <translation>Смещение карт</translation>
    </message>
    <message>
      <source>Of the map before and the map after, means over the attacked pictures; 1: it stays. Each map explains the answer to its own picture.</source>
      <translation>Сравниваются карты до и после атаки, в среднем по атакованным изображениям; 1 — карта не меняется. Каждая карта объясняет ответ модели на своё изображение.</translation>
    </message>
    <message>
      <source>Models and defences</source>
      <translation>Модели и защиты</translation>
    </message>
    <message>
      <source>Without an attack</source>
      <translation>Без атаки</translation>
    </message>
    <message>
      <source>Accuracy with its 95 % interval. The attacks did not know of the defences.</source>
      <translation>Точность и её 95 %-ный интервал. Атаки не учитывали защиту.</translation>
    </message>
    <message>
      <source>Transfer</source>
      <translation>Переносимость</translation>
    </message>
    <message>
      <source>Share of the pictures that fool the model at the top, of those that both models were right about before; attacked on the model at the left.</source>
      <translation>Доля изображений, обманувших модель из заголовка столбца, среди тех, на которых обе модели были правы до атаки; атака проведена на модели из заголовка строки.</translation>
    </message>
    <message>
      <source>Median of the smallest</source>
      <translation>Медиана наименьшего</translation>
    </message>
    <message>
      <source>{attack}: made on, tried on</source>
      <translation>{attack}: атакована / проверена</translation>
    </message>
    <message>
      <source>fails on more than half</source>
      <translation>не удаётся более чем для половины</translation>
    </message>
    <message>
      <source>The noise is what was added, times the number above it, round grey. Each map explains the answer to its own picture.</source>
      <translation>Шум — это то, что добавлено к изображению: он умножен на указанное число и показан на сером фоне. Каждая карта объясняет ответ модели на своё изображение.</translation>
    </message>
    <message>
      <source>noise × {factor}</source>
      <translation>шум × {factor}</translation>
    </message>
    <message>
      <source>attacked</source>
      <translation>после атаки</translation>
    </message>
    <message>
      <source>before</source>
      <translation>до</translation>
    </message>
    <message>
      <source>after</source>
      <translation>после</translation>
    </message>
    <message>
      <source>any</source>
      <translation>любое</translation>
    </message>
    <message>
      <source>On no picture is the explained class improbable (below {low} %) while another is likely (above {high} %).</source>
      <translation>Ни на одном изображении объясняемый класс не является маловероятным (менее {low} %) при вероятном другом (более {high} %).</translation>
    </message>
    <message>
      <source>What {model} looks at</source>
      <translation>На что смотрит {model}</translation>
    </message>
    <message>
      <source>Class check</source>
      <translation>Проверка класса</translation>
    </message>
    <message>
      <source>Not evaluated</source>
      <translation>Не оценены</translation>
    </message>
    <message>
      <source>And {count} more.</source>
      <translation>И ещё: {count}.</translation>
    </message>
    <message>
      <source>Mean curves</source>
      <translation>Средние кривые</translation>
    </message>
    <message>
      <source>Sanity check</source>
      <translation>Проверка на здравый смысл</translation>
    </message>
    <message>
      <source>better →</source>
      <translation>лучше →</translation>
    </message>
    <message>
      <source>← better</source>
      <translation>← лучше</translation>
    </message>
    <message>
      <source>Comparison of the methods</source>
      <translation>Сравнение методов</translation>
    </message>
    <message>
      <source>{file}: its ending is not a report format. Use one of these: {endings}.</source>
      <translation>{file}: такого окончания нет ни у одного формата отчётов. Возьмите одно из: {endings}.</translation>
    </message>
    <message>
      <source>{time}; prepared once in {built}</source>
      <translation>{time}; однократная подготовка — {built}</translation>
    </message>
    <message numerus="yes">
      <source>{time}, median of {n} pictures</source>
      <translation>
        <numerusform>{time}, медиана по {n} изображению</numerusform>
        <numerusform>{time}, медиана по {n} изображениям</numerusform>
        <numerusform>{time}, медиана по {n} изображениям</numerusform>
      </translation>
    </message>
    <message>
      <source>{number} ms</source>
      <translation>{number} мс</translation>
    </message>
    <message>
      <source>Methods</source>
      <translation>Методы</translation>
    </message>
    <message>
      <source>Controls</source>
      <translation>Контрольные карты</translation>
    </message>
    <message>
      <source>Controls are maps that do not depend on the model: a method is worth something if it beats them.</source>
      <translation>Контрольные карты не зависят от модели: метод чего-то стоит, если превосходит их.</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>Параметры</translation>
    </message>
    <message>
      <source>Time of a map</source>
      <translation>Время построения карты</translation>
    </message>
    <message>
      <source>Type</source>
      <translation>Тип</translation>
    </message>
    <message>
      <source>Output</source>
      <translation>Выход</translation>
    </message>
    <message>
      <source>Layers of one size share a row: the first and the last, the types, the last output, all parameters.</source>
      <translation>Слои одного размера объединены в строку: первый и последний слой, типы, последний выход, число параметров всех слоёв.</translation>
    </message>
    <message numerus="yes">
      <source>{n} layers</source>
      <translation>
        <numerusform>{n} слой</numerusform>
        <numerusform>{n} слоя</numerusform>
        <numerusform>{n} слоёв</numerusform>
      </translation>
    </message>
    <message>
      <source>Input size</source>
      <translation>Размер входа</translation>
    </message>
    <message>
      <source>Explained layer</source>
      <translation>Объясняемый слой</translation>
    </message>
    <message>
      <source>The maps of {count} of {total} pictures are shown.</source>
      <translation>Показаны карты изображений: {count} из {total}.</translation>
    </message>
    <message>
      <source>The contrast is that of the window: the colours of a map may span a part of its values only.</source>
      <translation>Контраст задан в окне: цвета карты могут охватывать лишь часть её значений.</translation>
    </message>
    <message>
      <source>{sign} Something is wrong with the map: the picture's notes below say what.</source>
      <translation>{sign} С картой что-то не так: что именно, сказано ниже в примечаниях к изображению.</translation>
    </message>
    <message>
      <source>Signed maps are grey at 0, red where a place speaks for the target, blue against it.</source>
      <translation>Знаковые карты серые в нуле, красные там, где область говорит за цель, синие там, где против неё.</translation>
    </message>
    <message>
      <source>Maps</source>
      <translation>Карты</translation>
    </message>
    <message>
      <source>Blue marks the lowest and red the highest values of each map. Above each picture: the target.</source>
      <translation>Синий — наименьшие, красный — наибольшие значения каждой карты. Над изображением — объясняемый класс.</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Файл</translation>
    </message>
    <message>
      <source>Content (BLAKE2)</source>
      <translation>Содержимое (BLAKE2)</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>Примечание</translation>
    </message>
    <message>
      <source>The yellow line is the outline of the region.</source>
      <translation>Жёлтая линия — контур области.</translation>
    </message>
    <message>
      <source>Explained value</source>
      <translation>Объясняемое число</translation>
    </message>
    <message>
      <source>Explained class</source>
      <translation>Объясняемый класс</translation>
    </message>
    <message>
      <source>Prediction</source>
      <translation>Предсказание</translation>
    </message>
    <message>
      <source>Top classes</source>
      <translation>Наиболее вероятные классы</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>Проверка</translation>
    </message>
    <message>
      <source>the drawn object</source>
      <translation>нарисованный объект</translation>
    </message>
    <message>
      <source>the class of the trigger</source>
      <translation>класс триггера</translation>
    </message>
    <message>
      <source>the class of one of four scenes</source>
      <translation>класс одной из четырёх сцен</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>Устройство</translation>
    </message>
    <message>
      <source>Versions</source>
      <translation>Версии</translation>
    </message>
    <message>
      <source>Metrics</source>
      <translation>Метрики</translation>
    </message>
    <message>
      <source>The regions were drawn in the window: save them to a file, and give it with --boxes.</source>
      <translation>Области нарисованы в окне: сохраните их в файл и укажите его в --boxes.</translation>
    </message>
    <message>
      <source>Self-check</source>
      <translation>Самопроверка</translation>
    </message>
    <message>
      <source>Regions</source>
      <translation>Области</translation>
    </message>
    <message>
      <source>Metric</source>
      <translation>Метрика</translation>
    </message>
    <message>
      <source>Meaning</source>
      <translation>Смысл</translation>
    </message>
    <message>
      <source>Most complete: whose map covers the object?</source>
      <translation>Полнота: чья карта охватывает объект?</translation>
    </message>
    <message>
      <source>Most exact: whose map stays on the object?</source>
      <translation>Точность: чья карта не выходит за пределы объекта?</translation>
    </message>
    <message>
      <source>Most faithful: whose map shows what the prediction depends on?</source>
      <translation>Достоверность: чья карта показывает, от чего зависит предсказание?</translation>
    </message>
    <message>
      <source>Not measured. These metrics would tell: {metrics}.</source>
      <translation>Не измерено. Ответ дали бы метрики: {metrics}.</translation>
    </message>
    <message>
      <source>By another metric of this question, {metric}, {method} has the best mean.</source>
      <translation>По другой метрике этого вопроса ({metric}) лучшее среднее у метода {method}.</translation>
    </message>
    <message>
      <source>Ranking of the methods</source>
      <translation>Ранжирование методов</translation>
    </message>
    <message>
      <source>{wins} of {count}</source>
      <translation>{wins} из {count}</translation>
    </message>
    <message>
      <source>Pictures on which it is better than the next</source>
      <translation>На скольких изображениях лучше следующего</translation>
    </message>
    <message>
      <source>The first {count} of {total} pictures are listed.</source>
      <translation>Перечислены первые изображения: {count} из {total}.</translation>
    </message>
    <message>
      <source>{low} to {high}</source>
      <translation>от {low} до {high}</translation>
    </message>
    <message>
      <source>Scores</source>
      <translation>Оценки</translation>
    </message>
    <message>
      <source>The mean over the pictures, and below it its 95 % interval. ↑ higher is better, ↓ lower is better. Signs come from the differences of two methods over the same pictures, not from the intervals of their means. A control is a map that does not depend on the model.</source>
      <translation>Среднее по изображениям, под ним — его 95-процентный доверительный интервал. ↑ больше — лучше, ↓ меньше — лучше. Знаки поставлены по разностям двух методов на одних и тех же изображениях, а не по интервалам средних. Контрольная карта не зависит от модели.</translation>
    </message>
    <message>
      <source>Scores of each picture</source>
      <translation>Оценки каждого изображения</translation>
    </message>
    <message>
      <source>control</source>
      <translation>контроль</translation>
    </message>
    <message>
      <source>Too many to print: the command at the end writes them to scores.csv.</source>
      <translation>Слишком много для печати: команда в конце записывает их в scores.csv.</translation>
    </message>
    <message>
      <source>Student</source>
      <translation>Студент</translation>
    </message>
    <message>
      <source>Group</source>
      <translation>Группа</translation>
    </message>
    <message>
      <source>Teacher</source>
      <translation>Преподаватель</translation>
    </message>
    <message>
      <source>Course</source>
      <translation>Дисциплина</translation>
    </message>
    <message>
      <source>Aim</source>
      <translation>Цель работы</translation>
    </message>
    <message>
      <source>A report's title has no field {name}. Its fields are: {fields}.</source>
      <translation>В заголовке отчёта нет поля {name}. Его поля: {fields}.</translation>
    </message>
    <message>
      <source>A session of more than {limit} MB is not written to {file}. Open fewer pictures, or clear some regions.</source>
      <translation>Сеанс больше {limit} МБ не записывается в {file}. Откройте меньше изображений или удалите часть областей.</translation>
    </message>
    <message>
      <source>{file} is not an attnstudio session. Choose a session file.</source>
      <translation>Файл {file} — не сеанс attnstudio. Выберите файл сеанса.</translation>
    </message>
    <message>
      <source>{file} was made by a newer version of attnstudio. Install that version to open it.</source>
      <translation>{file} создан более новой версией attnstudio. Чтобы открыть его, установите эту версию.</translation>
    </message>
    <message>
      <source>{file} is a folder, a device or a pipe. Choose a session's file.</source>
      <translation>{file} — папка, устройство или канал. Выберите файл сеанса.</translation>
    </message>
    <message>
      <source>{file} is larger than {limit} MB, too large for a session. Choose another file.</source>
      <translation>Файл {file} больше {limit} МБ — слишком велик для сеанса. Выберите другой файл.</translation>
    </message>
    <message>
      <source>There is no session {file}. Check its name.</source>
      <translation>Нет сеанса {file}. Проверьте имя файла.</translation>
    </message>
    <message>
      <source>{file} is damaged, or not a session ({reason}). Copy it again, or choose another file.</source>
      <translation>{file} повреждён или не является сеансом ({reason}). Скопируйте его ещё раз или выберите другой файл.</translation>
    </message>
    <message>
      <source>{file}: {key} cannot be {found}. Correct it, or save the session again.</source>
      <translation>{file}: значение {key} не может быть {found}. Исправьте его или сохраните сеанс заново.</translation>
    </message>
    <message>
      <source>Maps of the session that cannot be read: {count}.</source>
      <translation>Карты сеанса, которые не удаётся прочитать: {count}.</translation>
    </message>
    <message>
      <source>Scores of the session that cannot be read: {count}.</source>
      <translation>Оценки сеанса, которые не удаётся прочитать: {count}.</translation>
    </message>
    <message>
      <source>A part of the session cannot be read: {part}.</source>
      <translation>Часть сеанса не удаётся прочитать: {part}.</translation>
    </message>
    <message>
      <source>There is no language {language}. The languages are: {languages}.</source>
      <translation>Языка {language} нет. Есть языки: {languages}.</translation>
    </message>
    <message>
      <source>The export in {file} cannot go on: {reason}.</source>
      <translation>Экспорт из {file} нельзя продолжить: {reason}.</translation>
    </message>
    <message>
      <source>The annotations cannot be opened ({reason}).</source>
      <translation>Не удалось открыть разметку ({reason}).</translation>
    </message>
    <message>
      <source>Open the pictures first, then the regions from {file}.</source>
      <translation>Сначала откройте изображения, а потом их области из файла {file}.</translation>
    </message>
    <message>
      <source>Regions from {files}</source>
      <translation>Области из файлов {files}</translation>
    </message>
    <message>
      <source>{attack} on {picture}</source>
      <translation>{attack}: {picture}</translation>
    </message>
    <message>
      <source>Smallest eps for {picture}</source>
      <translation>Наименьшее eps для {picture}</translation>
    </message>
    <message>
      <source>Drift with eps for {picture}</source>
      <translation>Дрейф карты с ростом eps: {picture}</translation>
    </message>
    <message numerus="yes">
      <source>{attack} on {n} pictures</source>
      <translation>
        <numerusform>{attack}: {n} изображение</numerusform>
        <numerusform>{attack}: {n} изображения</numerusform>
        <numerusform>{attack}: {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>Attacked pictures to {folder}</source>
      <translation>Атакованные изображения в {folder}</translation>
    </message>
    <message>
      <source>Check for backdoors</source>
      <translation>Проверка на бэкдоры</translation>
    </message>
    <message>
      <source>Size of the cache</source>
      <translation>Размер кэша</translation>
    </message>
    <message>
      <source>Clear the cache</source>
      <translation>Очистка кэша</translation>
    </message>
    <message>
      <source>Channels of the selected pictures</source>
      <translation>Каналы выбранных изображений</translation>
    </message>
    <message>
      <source>Channels of {picture}</source>
      <translation>Каналы: {picture}</translation>
    </message>
    <message numerus="yes">
      <source>Comparison of {n} maps</source>
      <translation>
        <numerusform>Сравнение {n} карты</numerusform>
        <numerusform>Сравнение {n} карт</numerusform>
        <numerusform>Сравнение {n} карт</numerusform>
      </translation>
    </message>
    <message>
      <source>Computed anew: the map of the run in {folder} is of other weights or of another class, or the picture has changed.</source>
      <translation>Вычислено заново: карта в {folder} относится к другим весам или другому классу, либо изображение изменилось.</translation>
    </message>
    <message>
      <source>Concepts of a layer</source>
      <translation>Концепты слоя</translation>
    </message>
    <message>
      <source>Concepts in {picture}</source>
      <translation>Концепты на изображении {picture}</translation>
    </message>
    <message>
      <source>Test of the connection to {place}</source>
      <translation>Проверка соединения с {place}</translation>
    </message>
    <message>
      <source>The data set {file} cannot be opened ({reason}).</source>
      <translation>Набор данных {file} не открывается ({reason}).</translation>
    </message>
    <message>
      <source>Data set {file}</source>
      <translation>Набор данных {file}</translation>
    </message>
    <message>
      <source>The download of {model} failed: {reason}.</source>
      <translation>Не удалось скачать модель {model}: {reason}.</translation>
    </message>
    <message>
      <source>Download of {model}</source>
      <translation>Скачивание модели {model}</translation>
    </message>
    <message numerus="yes">
      <source>Evaluation on {n} pictures</source>
      <translation>
        <numerusform>Оценивание на {n} изображении</numerusform>
        <numerusform>Оценивание на {n} изображениях</numerusform>
        <numerusform>Оценивание на {n} изображениях</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Maps of {n} pictures</source>
      <translation>
        <numerusform>Карты {n} изображения</numerusform>
        <numerusform>Карты {n} изображений</numerusform>
        <numerusform>Карты {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>The folder {folder} has gone away: was it deleted or moved, or is its disk or network share not connected? Retry goes on once it is back.</source>
      <translation>Папка {folder} недоступна: она удалена или перемещена, либо её диск или сетевой ресурс отключён. Когда она снова будет доступна, кнопка «Повторить» продолжит работу.</translation>
    </message>
    <message numerus="yes">
      <source>Export of the maps of {n} pictures</source>
      <translation>
        <numerusform>Экспорт карт {n} изображения</numerusform>
        <numerusform>Экспорт карт {n} изображений</numerusform>
        <numerusform>Экспорт карт {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>The import from {folder} failed: {reason}.</source>
      <translation>Импорт из {folder} не удался: {reason}.</translation>
    </message>
    <message>
      <source>Import from {folder}</source>
      <translation>Импорт из папки {folder}</translation>
    </message>
    <message>
      <source>Maps of all layers for {picture}</source>
      <translation>Карты всех слоёв: {picture}</translation>
    </message>
    <message>
      <source>Licences</source>
      <translation>Лицензии</translation>
    </message>
    <message>
      <source>Picture from {host}</source>
      <translation>Изображение с {host}</translation>
    </message>
    <message>
      <source>Maps of {picture}</source>
      <translation>Карты значимости: {picture}</translation>
    </message>
    <message>
      <source>Pictures that excite a unit most</source>
      <translation>Изображения, сильнее всего возбуждающие нейрон</translation>
    </message>
    <message numerus="yes">
      <source>Mean map of {n} pictures</source>
      <translation>
        <numerusform>Средняя карта {n} изображения</numerusform>
        <numerusform>Средняя карта {n} изображений</numerusform>
        <numerusform>Средняя карта {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>Dates of the pictures' files</source>
      <translation>Даты файлов изображений</translation>
    </message>
    <message>
      <source>{file} cannot be shown ({reason}).</source>
      <translation>Не удаётся показать {file} ({reason}).</translation>
    </message>
    <message numerus="yes">
      <source>Predictions of {n} pictures</source>
      <translation>
        <numerusform>Предсказания для {n} изображения</numerusform>
        <numerusform>Предсказания для {n} изображений</numerusform>
        <numerusform>Предсказания для {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>Preprocessing check of {model}</source>
      <translation>Проверка предобработки модели {model}</translation>
    </message>
    <message>
      <source>The session {file} cannot be opened ({reason}).</source>
      <translation>Не удаётся открыть сеанс {file} ({reason}).</translation>
    </message>
    <message>
      <source>Session {file}</source>
      <translation>Сеанс {file}</translation>
    </message>
    <message>
      <source>Similarity of the compared maps</source>
      <translation>Сходство сравниваемых карт</translation>
    </message>
    <message>
      <source>Summary of the scores</source>
      <translation>Сводка оценок</translation>
    </message>
    <message>
      <source>The model file {file} cannot be opened ({reason}).</source>
      <translation>Файл модели {file} не открывается ({reason}).</translation>
    </message>
    <message>
      <source>Vetting of {file}</source>
      <translation>Проверка файла модели {file}</translation>
    </message>
    <message>
      <source>Loading the model {model}</source>
      <translation>Загрузка модели {model}</translation>
    </message>
    <message>
      <source>Report {file}</source>
      <translation>Отчёт {file}</translation>
    </message>
    <message>
      <source>Figure {file}</source>
      <translation>Рисунок {file}</translation>
    </message>
    <message>
      <source>{option} needs labels, and no picture has one. Sort the pictures into one folder per class, or name a CSV file of paths and labels instead.</source>
      <translation>Для {option} нужны метки, а их нет ни у одного изображения. Разложите изображения по папкам классов или укажите вместо них CSV-файл с путями и метками.</translation>
    </message>
    <message>
      <source>--only region needs --boxes, which says where the objects are.</source>
      <translation>Для --only region нужен параметр --boxes, задающий положение объектов.</translation>
    </message>
    <message numerus="yes">
      <source>--only {filters} leaves none of the {n} pictures. Choose another filter.</source>
      <translation>
        <numerusform>--only {filters} не оставляет ни одного изображения из {n}. Выберите другой фильтр.</numerusform>
        <numerusform>--only {filters} не оставляет ни одного изображения из {n}. Выберите другой фильтр.</numerusform>
        <numerusform>--only {filters} не оставляет ни одного изображения из {n}. Выберите другой фильтр.</numerusform>
      </translation>
    </message>
    <message>
      <source>{file} names none of the pictures. Its rows are a picture's path or name, and its target.</source>
      <translation>В {file} нет ни одного из этих изображений. Строка файла — путь или имя изображения и его цель.</translation>
    </message>
    <message>
      <source>No table of the data set has a column {column}. Columns: {columns}.</source>
      <translation>Ни в одной таблице набора данных нет столбца {column}. Столбцы: {columns}.</translation>
    </message>
    <message>
      <source>{file} cannot be read as a CSV file: {reason}.</source>
      <translation>Не удаётся прочитать {file} как CSV-файл: {reason}.</translation>
    </message>
    <message>
      <source>{attack} has no smallest eps of each picture: all pictures share its change, or the answer stays as it is. Leave smallest_eps out, or choose another attack.</source>
      <translation>У атаки «{attack}» нет наименьшего eps для отдельного изображения: её изменение общее для всех изображений, или предсказание остаётся прежним. Уберите smallest_eps или выберите другую атаку.</translation>
    </message>
    <message>
      <source>There is no resize {resize}. There are: {names}.</source>
      <translation>Способа изменения размера {resize} нет. Есть: {names}.</translation>
    </message>
    <message>
      <source>{name} must be a whole number from {least}, not {value}.</source>
      <translation>{name} должно быть целым числом не меньше {least}, а не {value}.</translation>
    </message>
    <message>
      <source>Labels are the index or name of a class for each picture, or one-hot rows of {classes} numbers, of which one is 1 and the others are 0. These are neither; their shape is {shape}.</source>
      <translation>Метки — это индекс или имя класса для каждого изображения либо строки унитарного кода из {classes} чисел, одно из которых равно 1, а остальные — 0. Здесь ни то, ни другое; форма массива: {shape}.</translation>
    </message>
    <message>
      <source>A target is the index of a class, its name, "predicted", "top2", or a difference "A-B"; not {target}.</source>
      <translation>Цель — это номер класса, его название, "predicted", "top2" или разность "A-B", а не {target}.</translation>
    </message>
    <message>
      <source>Labels: {found}; pictures: {count}. Give one label for all, or one for each picture.</source>
      <translation>Меток: {found}; изображений: {count}. Укажите одну метку для всех или по одной на каждое изображение.</translation>
    </message>
    <message>
      <source>Targets: {found}; pictures: {count}. Give one target for all, or one for each picture.</source>
      <translation>Целей: {found}, а изображений: {count}. Задайте одну цель для всех или по одной для каждого изображения.</translation>
    </message>
    <message>
      <source>There is no metric {metric}. Similar: {names}.</source>
      <translation>Метрики {metric} нет. Похожие: {names}.</translation>
    </message>
    <message>
      <source>No method is named.</source>
      <translation>Не указан ни один метод.</translation>
    </message>
    <message>
      <source>No metric is named.</source>
      <translation>Не указана ни одна метрика.</translation>
    </message>
    <message>
      <source>There is no method {method}. Similar: {names}.</source>
      <translation>Метода {method} нет. Похожие: {names}.</translation>
    </message>
    <message>
      <source>Parameters are given by name, as in {form}; {owner} is not among {names}.</source>
      <translation>Параметры задаются по имени, например {form}; {owner} нет среди {names}.</translation>
    </message>
    <message>
      <source>A model is judged on pictures: give images.</source>
      <translation>Модель оценивается по изображениям: задайте images.</translation>
    </message>
    <message>
      <source>Maps have their pictures: leave images out.</source>
      <translation>У карт уже есть изображения: не задавайте images.</translation>
    </message>
    <message>
      <source>There is no map of {method}. There are: {methods}.</source>
      <translation>Карты метода {method} нет. Есть карты методов: {methods}.</translation>
    </message>
    <message>
      <source>There is no map of {method}: {reason}</source>
      <translation>Карты метода {method} нет: {reason}</translation>
    </message>
    <message>
      <source>{model}: the preprocessing is taken to be {preprocessing}. {why} If it is another, give preprocessing=.</source>
      <translation>{model}: предобработкой считается {preprocessing}. {why} Если она другая, задайте preprocessing=.</translation>
    </message>
    <message>
      <source>class_names, preprocessing and output_kind are for models of your own: those of {model} are known. Only preprocessing="none" can be given, for arrays that are preprocessed already.</source>
      <translation>class_names, preprocessing и output_kind — для ваших собственных моделей: у {model} они известны. Можно задать только preprocessing="none" — для уже предобработанных массивов.</translation>
    </message>
    <message>
      <source>{name} is left out: {reason}</source>
      <translation>{name} пропущено: {reason}</translation>
    </message>
    <message>
      <source>Pictures are arrays of numbers, paths, pictures of Pillow, or a sequence of these, not {kind}.</source>
      <translation>Изображения — это массивы чисел, пути, изображения Pillow или их последовательность, а не {kind}.</translation>
    </message>
    <message>
      <source>There are no pictures.</source>
      <translation>Изображений нет.</translation>
    </message>
    <message>
      <source>preprocessing="none" is for arrays: files and pictures of Pillow hold pixels.</source>
      <translation>preprocessing="none" — для массивов: файлы и изображения Pillow содержат пиксели.</translation>
    </message>
    <message>
      <source>An array of pictures has the shape (n, height, width) or (n, height, width, channels) with 1, 3 or 4 channels, a single one the same without n; this one has the shape {shape}.</source>
      <translation>Форма массива изображений — (n, высота, ширина) или (n, высота, ширина, каналы) с 1, 3 или 4 каналами, у одного изображения — то же без n; форма этого массива — {shape}.</translation>
    </message>
    <message>
      <source>The arrays hold numbers that are not finite.</source>
      <translation>В массивах есть числа, которые не конечны.</translation>
    </message>
    <message>
      <source>The arrays hold numbers from {low} to {high}: they are taken for what the model takes, as with preprocessing="none".</source>
      <translation>В массивах числа от {low} до {high}: считается, что это готовый вход модели, как при preprocessing="none".</translation>
    </message>
    <message>
      <source>The arrays hold numbers from {low} to {high}: they are taken for pixels from 0 to 1.</source>
      <translation>В массивах числа от {low} до {high}: считается, что это пиксели от 0 до 1.</translation>
    </message>
    <message>
      <source>The arrays hold numbers from {low} to {high}: they are taken for pixels from 0 to 255.</source>
      <translation>В массивах числа от {low} до {high}: считается, что это пиксели от 0 до 255.</translation>
    </message>
    <message>
      <source>What a model takes has 1 or 3 channels, not {count}.</source>
      <translation>У входа модели 1 или 3 канала, а не {count}.</translation>
    </message>
    <message>
      <source>The array has the shape {shape}, a row for each picture. Give it the shape of pictures: reshape(-1, {height}, {width}, {channels}).</source>
      <translation>Массив имеет форму {shape}, по строке на изображение. Придайте ему форму изображений: reshape(-1, {height}, {width}, {channels}).</translation>
    </message>
    <message>
      <source>The arrays hold numbers from {low} to {high}; pixels are from 0 to 255, or from 0 to 1. If they are what the model takes, give preprocessing="none".</source>
      <translation>В массивах числа от {low} до {high}, а пиксели — от 0 до 255 или от 0 до 1. Если это готовый вход модели, задайте preprocessing="none".</translation>
    </message>
    <message>
      <source>A region of {picture} is a mask of {height} rows and {width} columns, or a box (left, top, right, bottom) inside the picture; its shape is {shape}.</source>
      <translation>Область изображения {picture} — это маска из {height} строк и {width} столбцов или прямоугольник (left, top, right, bottom) внутри изображения; её форма — {shape}.</translation>
    </message>
    <message>
      <source>Regions: {found}; pictures: {count}. Give one for each picture, or None.</source>
      <translation>Областей: {found}, а изображений: {count}. Задайте по одной для каждого изображения или None.</translation>
    </message>
    <message>
      <source>The regions are those of the data set: {file}.</source>
      <translation>Области объектов взяты из набора данных: {file}.</translation>
    </message>
    <message>
      <source>There are regions in several files: {files}. Name one with regions=.</source>
      <translation>Области объектов есть в нескольких файлах: {files}. Укажите один из них в regions=.</translation>
    </message>
    <message>
      <source>There are no scores of {method}. There are: {methods}.</source>
      <translation>Оценок метода {method} нет. Есть оценки методов: {methods}.</translation>
    </message>
    <message>
      <source>Keras runs on {backend} here, and attnstudio needs TensorFlow. Start Python anew with the environment variable KERAS_BACKEND set to tensorflow.</source>
      <translation>Keras работает здесь на {backend}, а attnstudio нужен TensorFlow. Запустите Python заново с переменной окружения KERAS_BACKEND, равной tensorflow.</translation>
    </message>
    <message>
      <source>{folder} holds a run of another request ({difference}). Choose another folder, repeat that request, or begin anew with --force.</source>
      <translation>В {folder} находится запуск с другим запросом ({difference}). Выберите другую папку, повторите прежний запрос или начните заново с --force.</translation>
    </message>
    <message>
      <source>The journal {file} is damaged, and is set aside as {aside}. The same call goes on with what is in its folder.</source>
      <translation>Журнал {file} повреждён и отложен как {aside}. Тот же вызов продолжит работу с тем, что есть в его папке.</translation>
    </message>
    <message>
      <source>The folder {folder} has gone away: was it deleted or moved, or is its disk or network share not connected? The same call goes on once it is back.</source>
      <translation>Папка {folder} недоступна: она удалена или перемещена, либо её диск или сетевой ресурс отключён. Когда она снова будет доступна, та же команда продолжит работу.</translation>
    </message>
    <message>
      <source>The journal {file} cannot be used: {reason}.</source>
      <translation>Журнал {file} нельзя использовать: {reason}.</translation>
    </message>
    <message>
      <source>Another run is at work in {folder}. Wait until it ends, or choose another folder.</source>
      <translation>В {folder} уже выполняется другой запуск. Дождитесь его окончания или выберите другую папку.</translation>
    </message>
    <message>
      <source>{folder} is one of the parts. Choose another folder for the whole.</source>
      <translation>{folder} — одна из частей. Выберите для целого другую папку.</translation>
    </message>
    <message>
      <source>{folder} holds a run of another request than {first} ({difference}).</source>
      <translation>В {folder} запуск с другим запросом, чем в {first} ({difference}).</translation>
    </message>
    <message>
      <source>The run in {folder} is at work. Wait until it ends.</source>
      <translation>Запуск в {folder} ещё выполняется. Дождитесь его окончания.</translation>
    </message>
    <message>
      <source>{file} is a folder. Name a file in it.</source>
      <translation>{file} — это папка. Укажите файл в ней.</translation>
    </message>
    <message>
      <source>The journal {file} is damaged. Repeat the command that made it: it makes the journal anew.</source>
      <translation>Журнал {file} повреждён. Повторите команду, которая его создала: она создаст журнал заново.</translation>
    </message>
    <message>
      <source>The run in {folder} kept no maps: --maps none.</source>
      <translation>Запуск в {folder} не сохранил карт: --maps none.</translation>
    </message>
    <message>
      <source>{file} is damaged, or holds no such map.</source>
      <translation>Файл {file} повреждён или не содержит такой карты.</translation>
    </message>
    <message>
      <source>The map {file} cannot be read: {reason}.</source>
      <translation>Карту {file} не удалось прочитать: {reason}.</translation>
    </message>
    <message>
      <source>There is no run in {folder}: no {name}.</source>
      <translation>В {folder} нет запуска: нет файла {name}.</translation>
    </message>
    <message>
      <source>The run in {folder} is of {command}: it has no maps. Choose one of explain.</source>
      <translation>Запуск в {folder} выполнен командой {command}: карт в нём нет. Выберите запуск команды explain.</translation>
    </message>
    <message>
      <source>No picture of the run in {file} is done yet.</source>
      <translation>В {file} пока нет ни одного готового изображения.</translation>
    </message>
    <message>
      <source>Read from the run in {folder}.</source>
      <translation>Прочитано из результатов в {folder}.</translation>
    </message>
    <message>
      <source>The run in {folder} has no maps that can be shown.</source>
      <translation>В {folder} нет карт, которые можно показать.</translation>
    </message>
    <message>
      <source>There is no group of checks {name}. The groups are: {names}.</source>
      <translation>Группы проверок {name} нет. Есть группы: {names}.</translation>
    </message>
    <message>
      <source>Language; empty follows the system</source>
      <translation>Язык; пусто — как в системе</translation>
    </message>
    <message>
      <source>Theme: dark, light; empty follows the system</source>
      <translation>Тема: dark, light; пусто — как в системе</translation>
    </message>
    <message>
      <source>Model chosen last</source>
      <translation>Последняя модель</translation>
    </message>
    <message>
      <source>Method chosen last</source>
      <translation>Последний метод</translation>
    </message>
    <message>
      <source>What is open at the start: last; empty: nothing</source>
      <translation>Что открыто при запуске: last; пусто: ничего</translation>
    </message>
    <message>
      <source>Model at the start; empty: the one chosen last</source>
      <translation>Модель при запуске; пусто: последняя выбранная</translation>
    </message>
    <message>
      <source>Method at the start; empty: those chosen last</source>
      <translation>Метод при запуске; пусто: последние выбранные</translation>
    </message>
    <message>
      <source>Favourite methods</source>
      <translation>Избранные методы</translation>
    </message>
    <message>
      <source>Methods used last</source>
      <translation>Недавно использованные методы</translation>
    </message>
    <message>
      <source>Sets of methods of your own</source>
      <translation>Собственные наборы методов</translation>
    </message>
    <message>
      <source>Device: auto, cpu, gpu:0 ...</source>
      <translation>Устройство: auto, cpu, gpu:0 ...</translation>
    </message>
    <message>
      <source>Memory for a batch, MB; 0: half of what is free</source>
      <translation>Память для пакета, МБ; 0: половина свободной</translation>
    </message>
    <message>
      <source>Where long jobs run: processes, cluster; empty: in this program</source>
      <translation>Где выполняются долгие задачи: processes, cluster; пусто: в этой программе</translation>
    </message>
    <message>
      <source>Where maps are computed: process, a confined one; thread, in this one</source>
      <translation>Где вычисляются карты: process — в отдельном процессе с ограниченными правами; thread — в этом</translation>
    </message>
    <message>
      <source>Processes of this machine for long jobs</source>
      <translation>Число процессов этого компьютера для долгих задач</translation>
    </message>
    <message>
      <source>Address of the cluster's scheduler</source>
      <translation>Адрес планировщика кластера</translation>
    </message>
    <message>
      <source>Folder of the cluster's certificates</source>
      <translation>Папка сертификатов кластера</translation>
    </message>
    <message>
      <source>Colormap</source>
      <translation>Цветовая карта</translation>
    </message>
    <message>
      <source>Opacity of the map</source>
      <translation>Непрозрачность карты</translation>
    </message>
    <message>
      <source>Normalisation of the map</source>
      <translation>Нормировка карты</translation>
    </message>
    <message>
      <source>Folder opened last</source>
      <translation>Последняя папка</translation>
    </message>
    <message>
      <source>Files and folders opened lately</source>
      <translation>Недавно открытые файлы и папки</translation>
    </message>
    <message>
      <source>Look of the pictures: list, grid, table</source>
      <translation>Вид изображений: list, grid, table</translation>
    </message>
    <message>
      <source>Side of thumbnails in a grid, pixels</source>
      <translation>Сторона миниатюр в сетке, пиксели</translation>
    </message>
    <message>
      <source>Columns of the table of pictures</source>
      <translation>Столбцы таблицы изображений</translation>
    </message>
    <message>
      <source>Crowd and difficult objects of annotations: count; empty leaves them out</source>
      <translation>Скопления и трудные объекты разметки: count — учитывать; пусто — пропускать</translation>
    </message>
    <message>
      <source>Keys of commands that the user chose, as JSON</source>
      <translation>Клавиши команд, выбранные пользователем, в JSON</translation>
    </message>
    <message>
      <source>Title of reports, as JSON; empty: not asked yet</source>
      <translation>Заголовок отчётов в JSON; пусто — ещё не запрашивался</translation>
    </message>
    <message>
      <source>Presets of exports of your own, as JSON</source>
      <translation>Собственные наборы настроек экспорта, JSON</translation>
    </message>
    <message>
      <source>What was exported last, as JSON</source>
      <translation>Последние настройки экспорта, JSON</translation>
    </message>
    <message>
      <source>Place and size of the window</source>
      <translation>Место и размер окна</translation>
    </message>
    <message>
      <source>Arrangement of the panels</source>
      <translation>Расположение панелей</translation>
    </message>
    <message>
      <source>Cannot write to {folders}. A temporary folder is used instead, and its files are lost when attnstudio closes. Free some disk space, or ask your administrator. Log: {log}</source>
      <translation>Нельзя записать файлы в {folders}. Вместо них используется временная папка; её файлы не сохранятся до следующего запуска. Освободите место на диске или обратитесь к администратору. Журнал: {log}</translation>
    </message>
    <message>
      <source>Text (*.txt)</source>
      <translation>Текст (*.txt)</translation>
    </message>
    <message>
      <source>The figures are in the clipboard</source>
      <translation>Показатели скопированы в буфер обмена</translation>
    </message>
    <message>
      <source>Save accuracy</source>
      <translation>Сохранить показатели качества</translation>
    </message>
    <message>
      <source>{low} to {high} %</source>
      <translation>от {low} до {high} %</translation>
    </message>
    <message>
      <source>{share} ({hits} of {count}; 95 % interval {interval})</source>
      <translation>{share} ({hits} из {count}; 95-процентный интервал {interval})</translation>
    </message>
    <message numerus="yes">
      <source>With a label and a prediction: {count} of {n} pictures</source>
      <translation>
        <numerusform>Метка и предсказание есть у {count} из {n} изображения</numerusform>
        <numerusform>Метка и предсказание есть у {count} из {n} изображений</numerusform>
        <numerusform>Метка и предсказание есть у {count} из {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>Label {label}, predicted {predicted}: {count} of {support} ({share})</source>
      <translation>Метка {label}, предсказано {predicted}: {count} из {support} ({share})</translation>
    </message>
    <message>
      <source>{count} of {support} ({share})</source>
      <translation>{count} из {support} ({share})</translation>
    </message>
    <message numerus="yes">
      <source>Probability {low} to {high}: {n} pictures, mean probability {confidence}, accuracy {accuracy}</source>
      <translation>
        <numerusform>Вероятность от {low} до {high}: {n} изображение, средняя вероятность {confidence}, доля верных ответов {accuracy}</numerusform>
        <numerusform>Вероятность от {low} до {high}: {n} изображения, средняя вероятность {confidence}, доля верных ответов {accuracy}</numerusform>
        <numerusform>Вероятность от {low} до {high}: {n} изображений, средняя вероятность {confidence}, доля верных ответов {accuracy}</numerusform>
      </translation>
    </message>
    <message>
      <source>Probability {low} to {high}: no picture</source>
      <translation>Вероятность от {low} до {high}: изображений нет</translation>
    </message>
    <message>
      <source>Top-1 accuracy: {share}</source>
      <translation>Доля верных ответов, топ-1: {share}</translation>
    </message>
    <message>
      <source>Top-5 accuracy: {share}</source>
      <translation>Доля верных ответов, топ-5: {share}</translation>
    </message>
    <message>
      <source>Expected calibration error: {error}</source>
      <translation>Ожидаемая ошибка калибровки (ECE): {error}</translation>
    </message>
    <message>
      <source>Mean cross entropy: {loss}</source>
      <translation>Средняя перекрёстная энтропия: {loss}</translation>
    </message>
    <message>
      <source>Recall: {share}</source>
      <translation>Полнота: {share}</translation>
    </message>
    <message>
      <source>Precision: {share}</source>
      <translation>Точность: {share}</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>Класс</translation>
    </message>
    <message>
      <source>Recall</source>
      <translation>Полнота</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>Точность</translation>
    </message>
    <message>
      <source>F1</source>
      <translation>F1</translation>
    </message>
    <message>
      <source>Label</source>
      <translation>Метка</translation>
    </message>
    <message>
      <source>Predicted</source>
      <translation>Предсказано</translation>
    </message>
    <message>
      <source>Click a class to list its pictures</source>
      <translation>Щёлкните класс, чтобы увидеть его изображения</translation>
    </message>
    <message>
      <source>Count</source>
      <translation>Число</translation>
    </message>
    <message>
      <source>Pictures with this label that have a prediction</source>
      <translation>Изображения с этой меткой, у которых есть предсказание</translation>
    </message>
    <message>
      <source>Of the pictures with this label, the share predicted so</source>
      <translation>Доля изображений с этой меткой, для которых предсказан этот класс</translation>
    </message>
    <message>
      <source>Of the pictures predicted so, the share with this label</source>
      <translation>Доля изображений, действительно имеющих эту метку, среди отнесённых к классу</translation>
    </message>
    <message>
      <source>Harmonic mean of precision and recall</source>
      <translation>Среднее гармоническое точности и полноты</translation>
    </message>
    <message>
      <source>Accuracy of each class</source>
      <translation>Показатели по классам</translation>
    </message>
    <message>
      <source>Confusion matrix</source>
      <translation>Матрица ошибок</translation>
    </message>
    <message>
      <source>No class is taken for another one.</source>
      <translation>Ни один класс не принят за другой.</translation>
    </message>
    <message>
      <source>Larger cells (+)</source>
      <translation>Крупнее ячейки (+)</translation>
    </message>
    <message>
      <source>Smaller cells (-)</source>
      <translation>Мельче ячейки (-)</translation>
    </message>
    <message>
      <source>Fit the matrix into its place (0)</source>
      <translation>Вписать матрицу в отведённое место (0)</translation>
    </message>
    <message>
      <source>The colour is the share of the label's pictures.</source>
      <translation>Цвет: доля изображений с этой меткой.</translation>
    </message>
    <message>
      <source>No picture has a label. Open a data set with labels, or label the selected pictures (Ctrl+L).</source>
      <translation>Ни у одного изображения нет метки. Откройте набор данных с метками или задайте метку выбранным изображениям (Ctrl+L).</translation>
    </message>
    <message>
      <source>Predict all pictures first.</source>
      <translation>Сначала получите предсказания для всех изображений.</translation>
    </message>
    <message>
      <source>{model} is a regression: no prediction of it is right or wrong.</source>
      <translation>{model}: это регрессия, её предсказания не бывают верными или неверными.</translation>
    </message>
    <message>
      <source>No pictures yet. Open a data set with labels.</source>
      <translation>Изображений пока нет. Откройте набор данных с метками.</translation>
    </message>
    <message>
      <source>Predicting all pictures...</source>
      <translation>Идёт предсказание всех изображений...</translation>
    </message>
    <message>
      <source>No class of the data set is matched with one of the model.</source>
      <translation>Ни один класс набора данных не сопоставлен с классом модели.</translation>
    </message>
    <message>
      <source>Click a pair to list its pictures</source>
      <translation>Щёлкните пару, чтобы увидеть её изображения</translation>
    </message>
    <message>
      <source>Pictures with this label and this prediction</source>
      <translation>Изображения с этой меткой и этим предсказанием</translation>
    </message>
    <message>
      <source>Share</source>
      <translation>Доля</translation>
    </message>
    <message>
      <source>Their share of all pictures with this label</source>
      <translation>Их доля среди всех изображений с этой меткой</translation>
    </message>
    <message>
      <source>Confusions, the most frequent first</source>
      <translation>Ошибки, самые частые первыми</translation>
    </message>
    <message>
      <source>of {every}</source>
      <translation>из {every}</translation>
    </message>
    <message>
      <source>The share of pictures whose most probable class is the label</source>
      <translation>Доля изображений, у которых самый вероятный класс совпадает с меткой</translation>
    </message>
    <message>
      <source>The share of pictures whose label is among the five most probable classes</source>
      <translation>Доля изображений, метка которых входит в пять самых вероятных классов</translation>
    </message>
    <message>
      <source>Top-1 accuracy</source>
      <translation>Доля верных ответов, топ-1</translation>
    </message>
    <message>
      <source>Top-5 accuracy</source>
      <translation>Доля верных ответов, топ-5</translation>
    </message>
    <message>
      <source>Pictures that have a label and a prediction</source>
      <translation>Изображения, у которых есть и метка, и предсказание</translation>
    </message>
    <message>
      <source>List all pictures</source>
      <translation>Показать все</translation>
    </message>
    <message>
      <source>Clear the filter of the picture list</source>
      <translation>Сбросить фильтр списка изображений</translation>
    </message>
    <message>
      <source>The mean of the maps of the selected pictures</source>
      <translation>Среднее карт выбранных изображений</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>Сохранить</translation>
    </message>
    <message>
      <source>Copy or save the figures</source>
      <translation>Скопировать или сохранить показатели</translation>
    </message>
    <message>
      <source>Copy as text</source>
      <translation>Скопировать как текст</translation>
    </message>
    <message>
      <source>Save as CSV or text...</source>
      <translation>Сохранить как CSV или текст...</translation>
    </message>
    <message>
      <source>95 %: {interval}</source>
      <translation>95 %: {interval}</translation>
    </message>
    <message>
      <source>Reliability</source>
      <translation>Надёжность</translation>
    </message>
    <message>
      <source>Reliability diagram</source>
      <translation>Диаграмма надёжности</translation>
    </message>
    <message>
      <source>Dashed: perfect calibration. Click a bar to list its pictures.</source>
      <translation>Пунктир: идеальная калибровка. Щёлкните столбец, чтобы увидеть его изображения.</translation>
    </message>
    <message>
      <source>Probability of the prediction</source>
      <translation>Вероятность предсказанного класса</translation>
    </message>
    <message>
      <source>Along the gradient</source>
      <translation>По градиенту</translation>
    </message>
    <message>
      <source>By answers alone</source>
      <translation>Только по ответам</translation>
    </message>
    <message>
      <source>On the map</source>
      <translation>На карту</translation>
    </message>
    <message>
      <source>Natural shifts</source>
      <translation>Естественные искажения</translation>
    </message>
    <message>
      <source>Largest change (L∞)</source>
      <translation>По максимуму (L∞)</translation>
    </message>
    <message>
      <source>Length (L2)</source>
      <translation>По длине (L2)</translation>
    </message>
    <message>
      <source>Changed pixels (L0)</source>
      <translation>По числу пикселей (L0)</translation>
    </message>
    <message>
      <source>Strength of the shift</source>
      <translation>Сила искажения</translation>
    </message>
    <message>
      <source>{share} of 0..1, {levels} of 255</source>
      <translation>{share} от 0..1, {levels} из 255</translation>
    </message>
    <message>
      <source>length {length}</source>
      <translation>длина {length}</translation>
    </message>
    <message numerus="yes">
      <source>{n} pixels</source>
      <translation>
        <numerusform>{n} пиксель</numerusform>
        <numerusform>{n} пикселя</numerusform>
        <numerusform>{n} пикселей</numerusform>
      </translation>
    </message>
    <message>
      <source>.</source>
      <translation>,</translation>
    </message>
    <message>
      <source>Press Run to attack with these choices.</source>
      <translation>Нажмите «Выполнить», чтобы атаковать с этими настройками.</translation>
    </message>
    <message>
      <source>Spearman</source>
      <translation>Спирмен</translation>
    </message>
    <message>
      <source>Rank correlation of all pixels of both maps: 1 where they rank alike</source>
      <translation>Ранговая корреляция всех пикселей обеих карт: 1, если порядок одинаков</translation>
    </message>
    <message>
      <source>Structural similarity of both maps: 1 where they are equal</source>
      <translation>Структурное сходство обеих карт: 1, если они равны</translation>
    </message>
    <message>
      <source>Top tenth in common</source>
      <translation>Общая верхняя десятая</translation>
    </message>
    <message>
      <source>Share of the strongest tenth of the pixels that stays among them</source>
      <translation>Какая доля самой сильной десятой части пикселей в ней и остаётся</translation>
    </message>
    <message>
      <source>Share of the map that lies in the region, before and after</source>
      <translation>Какая доля карты лежит в области до и после</translation>
    </message>
    <message>
      <source>Click a point of the curves, or choose it with the arrow keys and Enter: its pictures appear here.</source>
      <translation>Щёлкните точку кривой или выберите её стрелками и клавишей Enter: здесь появятся её изображения.</translation>
    </message>
    <message>
      <source>Which of the pictures</source>
      <translation>Какие из изображений</translation>
    </message>
    <message>
      <source>Select in the list</source>
      <translation>Выделить в списке</translation>
    </message>
    <message>
      <source>Select these pictures in the list of pictures, for other work with them</source>
      <translation>Выделить эти изображения в списке изображений для дальнейшей работы с ними</translation>
    </message>
    <message>
      <source>Attacked pictures</source>
      <translation>Атакованные изображения</translation>
    </message>
    <message>
      <source>all: {count}</source>
      <translation>все: {count}</translation>
    </message>
    <message numerus="yes">
      <source>Selected: {n} pictures</source>
      <translation>
        <numerusform>Выделено {n} изображение</numerusform>
        <numerusform>Выделено {n} изображения</numerusform>
        <numerusform>Выделено {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>fooled</source>
      <translation>обманута</translation>
    </message>
    <message>
      <source>not fooled</source>
      <translation>не обманута</translation>
    </message>
    <message>
      <source>wrong before</source>
      <translation>не атаковано</translation>
    </message>
    <message>
      <source>of the target class</source>
      <translation>целевой класс</translation>
    </message>
    <message>
      <source>answer stays</source>
      <translation>ответ тот же</translation>
    </message>
    <message>
      <source>answer changed</source>
      <translation>ответ изменился</translation>
    </message>
    <message>
      <source>L2 {l2}, L∞ {linf}/255</source>
      <translation>L2 {l2}, L∞ {linf}/255</translation>
    </message>
    <message>
      <source>taken for {name}</source>
      <translation>ответ: {name}</translation>
    </message>
    <message>
      <source>stays</source>
      <translation>без изменений</translation>
    </message>
    <message>
      <source>Folder for the attacked pictures</source>
      <translation>Папка для атакованных изображений</translation>
    </message>
    <message numerus="yes">
      <source>Selected: {n} pictures that fool the model</source>
      <translation>
        <numerusform>Выбрано: {n} изображение, которое обманывает модель</numerusform>
        <numerusform>Выбрано: {n} изображения, которые обманывают модель</numerusform>
        <numerusform>Выбрано: {n} изображений, которые обманывают модель</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Attacked {n} pictures</source>
      <translation>
        <numerusform>Атаковано {n} изображение</numerusform>
        <numerusform>Атаковано {n} изображения</numerusform>
        <numerusform>Атаковано {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>The attacked pictures are in {folder}.</source>
      <translation>Атакованные изображения находятся в папке {folder}.</translation>
    </message>
    <message>
      <source>Cancelled; the results so far are shown</source>
      <translation>Отменено; полученные результаты показаны</translation>
    </message>
    <message>
      <source>No picture to attack. Select pictures in the list.</source>
      <translation>Нет изображений для атаки. Выберите изображения в списке.</translation>
    </message>
    <message>
      <source>Open as a data set</source>
      <translation>Открыть как набор данных</translation>
    </message>
    <message>
      <source>Of the pictures that both models were right about, those that this one is wrong about after the attack</source>
      <translation>Из изображений, на которых обе модели были правы, те, на которых эта модель ошибается после атаки</translation>
    </message>
    <message>
      <source>A click selects the pictures on which it succeeded</source>
      <translation>Щелчок выбирает изображения, на которых атака удалась</translation>
    </message>
    <message>
      <source>Share of all pictures that the model is right about after the attack, with its interval</source>
      <translation>Доля всех изображений, на которых модель права после атаки, с доверительным интервалом</translation>
    </message>
    <message>
      <source>Of the pictures that the model was right about, those on which the attack succeeded</source>
      <translation>Из изображений, на которых модель была права, те, на которых атака удалась</translation>
    </message>
    <message>
      <source>Mean length of the change, of pixels in 0..1</source>
      <translation>Средняя длина изменения при пикселях от 0 до 1</translation>
    </message>
    <message>
      <source>Mean of the largest change of a value, as a share of 0..1 and in steps of 255</source>
      <translation>Среднее наибольшего изменения значения: доля диапазона 0..1 и ступени из 255</translation>
    </message>
    <message>
      <source>ms a picture</source>
      <translation>мс на изображение</translation>
    </message>
    <message>
      <source>Mean time of the attack</source>
      <translation>Среднее время атаки</translation>
    </message>
    <message>
      <source>Smallest eps</source>
      <translation>Наименьшее eps</translation>
    </message>
    <message>
      <source>Median over the pictures of the smallest eps that succeeds, of those tried</source>
      <translation>Медиана по изображениям наименьшего eps, при котором атака удаётся, из испытанных</translation>
    </message>
    <message>
      <source>Mean rank correlation of the maps before and after</source>
      <translation>Средняя ранговая корреляция карт до и после</translation>
    </message>
    <message>
      <source>Mean structural similarity of the maps before and after</source>
      <translation>Среднее структурное сходство карт до и после</translation>
    </message>
    <message>
      <source>Top tenth</source>
      <translation>Верхняя десятая</translation>
    </message>
    <message>
      <source>Mean share of the strongest tenth of the pixels that stays among them</source>
      <translation>Какая доля самой сильной десятой части пикселей в среднем в ней и остаётся</translation>
    </message>
    <message>
      <source>Clean</source>
      <translation>Без атаки</translation>
    </message>
    <message>
      <source>Accuracy without an attack</source>
      <translation>Доля верных ответов без атаки</translation>
    </message>
    <message>
      <source>Accuracy under this attack</source>
      <translation>Точность при этой атаке</translation>
    </message>
    <message>
      <source>    behind {defence}</source>
      <translation>    за защитой: {defence}</translation>
    </message>
    <message>
      <source>Made on</source>
      <translation>Создано на</translation>
    </message>
    <message>
      <source>Cost</source>
      <translation>Цена</translation>
    </message>
    <message>
      <source>What the defence costs in clean accuracy</source>
      <translation>Сколько защита отнимает от точности без атаки</translation>
    </message>
    <message>
      <source>Tried on {model}</source>
      <translation>Испытано на {model}</translation>
    </message>
    <message>
      <source>Success of the attack</source>
      <translation>Успех атаки</translation>
    </message>
    <message>
      <source>Likeness of the maps (Spearman)</source>
      <translation>Сходство карт (Спирмен)</translation>
    </message>
    <message>
      <source>Likeness of the maps (SSIM)</source>
      <translation>Сходство карт (SSIM)</translation>
    </message>
    <message>
      <source>Numbers</source>
      <translation>Числа</translation>
    </message>
    <message>
      <source>pictures: {done} of {total}</source>
      <translation>изображения: {done} из {total}</translation>
    </message>
    <message>
      <source>Accuracy against eps, sizes of the changes and the drift of the maps of many pictures appear here: choose selected or listed pictures in the panel Attack, and press Run. Pictures with labels are attacked where the model is right; of others the model's own answer is attacked.</source>
      <translation>Здесь появятся точность в зависимости от eps, размеры изменений и дрейф карт многих изображений: выберите на панели «Атака» выбранные или показанные в списке изображения и нажмите «Выполнить». Изображения с метками атакуются там, где модель права; у остальных атакуется собственный ответ модели.</translation>
    </message>
    <message>
      <source>What is drawn</source>
      <translation>Что изображено</translation>
    </message>
    <message>
      <source>Save attacked pictures...</source>
      <translation>Сохранить атакованные...</translation>
    </message>
    <message>
      <source>As exact PNGs with their labels, of the attack and eps of the row: a folder that opens as a data set</source>
      <translation>Точные PNG с метками для атаки и eps выбранной строки: папка, которая открывается как набор данных</translation>
    </message>
    <message>
      <source>Numbers of each attack</source>
      <translation>Числа по каждой атаке</translation>
    </message>
    <message>
      <source>Accuracy of models and defences</source>
      <translation>Точность моделей и защит</translation>
    </message>
    <message>
      <source>not attacked: {count}, see the log</source>
      <translation>не атаковано: {count}, см. журнал</translation>
    </message>
    <message>
      <source>No curve: there are no maps.</source>
      <translation>Кривой нет: нет карт.</translation>
    </message>
    <message>
      <source>Use the drawn region</source>
      <translation>Взять нарисованную область</translation>
    </message>
    <message>
      <source>Or click the original where it is to lie.</source>
      <translation>Или щёлкните по исходному изображению там, где ей быть.</translation>
    </message>
    <message>
      <source>Any other class</source>
      <translation>Любой другой класс</translation>
    </message>
    <message>
      <source>The class that the model is to see: a name or an index. Empty: any other than now.</source>
      <translation>Класс, который модель должна увидеть: имя или номер. Пусто: любой, кроме нынешнего.</translation>
    </message>
    <message>
      <source>Target class of the attack</source>
      <translation>Целевой класс атаки</translation>
    </message>
    <message>
      <source>For the curves and for many pictures: such as 1/255, 2/255, 0.05</source>
      <translation>Для кривых и для многих изображений, например 1/255, 2/255, 0.05</translation>
    </message>
    <message>
      <source>Every eps</source>
      <translation>Все eps</translation>
    </message>
    <message>
      <source>no, as PNG</source>
      <translation>нет, как PNG</translation>
    </message>
    <message>
      <source>Quality of the JPEG in which the attacked picture is kept; a PNG keeps it exactly.</source>
      <translation>Качество JPEG, в котором хранится атакованное изображение; PNG хранит его точно.</translation>
    </message>
    <message>
      <source>Quality of the attacked picture's JPEG</source>
      <translation>Качество JPEG атакованного изображения</translation>
    </message>
    <message>
      <source>Norm of the change</source>
      <translation>Норма изменения</translation>
    </message>
    <message>
      <source>Pictures that are attacked</source>
      <translation>Атакуемые изображения</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Отменить</translation>
    </message>
    <message>
      <source>Find the smallest eps</source>
      <translation>Найти наименьшее eps</translation>
    </message>
    <message>
      <source>By bisection: the smallest change that fools the model on this picture</source>
      <translation>Делением пополам: наименьшее изменение, которое обманывает модель на этом изображении</translation>
    </message>
    <message>
      <source>Save...</source>
      <translation>Сохранить...</translation>
    </message>
    <message>
      <source>Save the attacked picture as a PNG, exactly as the model gets it</source>
      <translation>Сохранить атакованное изображение в PNG точно таким, каким его получает модель</translation>
    </message>
    <message>
      <source>The lab is for one's own models, to see and to mend. It sends nothing anywhere.</source>
      <translation>Лаборатория предназначена для собственных моделей: увидеть слабость и исправить. Она ничего никуда не отправляет.</translation>
    </message>
    <message>
      <source>Run</source>
      <translation>Выполнить</translation>
    </message>
    <message>
      <source>Run, about {time}</source>
      <translation>Выполнить, около {time}</translation>
    </message>
    <message>
      <source>Let the attack work where the region of the picture is; its frame is shown in the pictures</source>
      <translation>Атаковать там, где область изображения; её рамка видна на изображениях</translation>
    </message>
    <message>
      <source>The picture has no region: leave the lab with Esc, and draw one over the picture</source>
      <translation>У изображения нет области: выйдите из лаборатории клавишей Esc и нарисуйте её поверх изображения</translation>
    </message>
    <message>
      <source>Eps is the</source>
      <translation>Размер eps</translation>
    </message>
    <message>
      <source>Target class</source>
      <translation>Целевой класс</translation>
    </message>
    <message>
      <source>Kept as JPEG</source>
      <translation>Хранить в JPEG</translation>
    </message>
    <message>
      <source>Counts up to</source>
      <translation>Засчитывать до</translation>
    </message>
    <message>
      <source>Save attacked picture</source>
      <translation>Сохранить атакованное изображение</translation>
    </message>
    <message>
      <source>Fooled: {before} became {after}.</source>
      <translation>Обманута: {before} → {after}.</translation>
    </message>
    <message>
      <source>How the map drifts with eps appears here.</source>
      <translation>Здесь появится дрейф карты с ростом eps.</translation>
    </message>
    <message>
      <source>Likeness of the maps</source>
      <translation>Сходство карт</translation>
    </message>
    <message>
      <source>Not attacked: it is of the target class already.</source>
      <translation>Не атаковано: изображение уже относится к целевому классу.</translation>
    </message>
    <message>
      <source>Not attacked: the model is wrong about it already.</source>
      <translation>Не атаковано: модель и так ошибается на этом изображении.</translation>
    </message>
    <message>
      <source>Smallest eps: {eps}. {before} became {after}.</source>
      <translation>Наименьшее eps: {eps}. {before} → {after}.</translation>
    </message>
    <message>
      <source>Most probable classes of the original</source>
      <translation>Самые вероятные классы исходного изображения</translation>
    </message>
    <message>
      <source>Most probable classes of the attacked picture</source>
      <translation>Самые вероятные классы атакованного изображения</translation>
    </message>
    <message>
      <source>Attacked</source>
      <translation>Атакованное</translation>
    </message>
    <message>
      <source>Attacked, so far</source>
      <translation>Атакованное, пока что</translation>
    </message>
    <message>
      <source>Map after</source>
      <translation>Карта после</translation>
    </message>
    <message>
      <source>Answers and maps come at the end of the attack.</source>
      <translation>Ответы и карты появятся в конце атаки.</translation>
    </message>
    <message>
      <source>The attack goes on...</source>
      <translation>Атака продолжается...</translation>
    </message>
    <message>
      <source>L2 {l2}, L∞ {linf}/255, {pixels} % of the pixels</source>
      <translation>L2 {l2}, L∞ {linf}/255, {pixels} % пикселей</translation>
    </message>
    <message>
      <source>This attack makes the change that it needs, whatever eps is: there is no curve.</source>
      <translation>Эта атака изменяет изображение настолько, насколько нужно, при любом eps: кривой нет.</translation>
    </message>
    <message>
      <source>top tenth</source>
      <translation>верхняя десятая</translation>
    </message>
    <message>
      <source>energy in the region</source>
      <translation>энергия в области</translation>
    </message>
    <message>
      <source>Likeness of the maps, energy</source>
      <translation>Сходство карт, энергия</translation>
    </message>
    <message>
      <source>The answer stays: {name}.</source>
      <translation>Ответ прежний: {name}.</translation>
    </message>
    <message>
      <source>The answer changed, too: {before} became {after}.</source>
      <translation>Изменился и ответ: {before} → {after}.</translation>
    </message>
    <message>
      <source>{attack} does not fool the model up to eps {eps}.</source>
      <translation>{attack} не обманывает модель до eps {eps}.</translation>
    </message>
    <message>
      <source>Not fooled: still {name}.</source>
      <translation>Не обманута: по-прежнему {name}.</translation>
    </message>
    <message>
      <source>{before} became {after}, not the target.</source>
      <translation>{before} → {after}, это не цель.</translation>
    </message>
    <message>
      <source>Map before</source>
      <translation>Карта до</translation>
    </message>
    <message>
      <source>Original</source>
      <translation>Исходное</translation>
    </message>
    <message>
      <source>Noise × {factor}</source>
      <translation>Шум × {factor}</translation>
    </message>
    <message>
      <source>Choose a method under Explain: its map appears here.</source>
      <translation>Выберите метод на панели «Объяснение»: здесь появится его карта.</translation>
    </message>
    <message>
      <source>{method} before</source>
      <translation>{method} до</translation>
    </message>
    <message>
      <source>{method} after</source>
      <translation>{method} после</translation>
    </message>
    <message>
      <source>The picture is not attacked, so its map does not drift.</source>
      <translation>Изображение не атаковано, поэтому его карта не смещается.</translation>
    </message>
    <message>
      <source>With many pictures</source>
      <translation>Для многих изображений</translation>
    </message>
    <message>
      <source>With noise of the same size</source>
      <translation>С шумом того же размера</translation>
    </message>
    <message>
      <source>A control: a gradient that does no better than noise shows nothing</source>
      <translation>Контроль: градиент, который не лучше шума, ничего не показывает</translation>
    </message>
    <message>
      <source>Other models: {count}</source>
      <translation>Другие модели: {count}</translation>
    </message>
    <message>
      <source>Each picture is attacked on every model, and tried on every other</source>
      <translation>Каждое изображение атакуется на каждой модели и испытывается на всех остальных</translation>
    </message>
    <message>
      <source>Defences at the input: {count}</source>
      <translation>Защиты на входе: {count}</translation>
    </message>
    <message>
      <source>What is done to every picture before the model sees it</source>
      <translation>Что делается с каждым изображением, прежде чем его увидит модель</translation>
    </message>
    <message>
      <source>the one that is shown</source>
      <translation>показанное</translation>
    </message>
    <message>
      <source>selected: {count}</source>
      <translation>выбранные: {count}</translation>
    </message>
    <message>
      <source>listed: {count}</source>
      <translation>в списке: {count}</translation>
    </message>
    <message>
      <source>Strength (eps)</source>
      <translation>Сила (eps)</translation>
    </message>
    <message>
      <source>Fooled by</source>
      <translation>Обманывает</translation>
    </message>
    <message>
      <source>Attack whose transfer is shown</source>
      <translation>Атака, переносимость которой показана</translation>
    </message>
    <message>
      <source>Transfer between models</source>
      <translation>Перенос между моделями</translation>
    </message>
    <message>
      <source>This picture</source>
      <translation>Это изображение</translation>
    </message>
    <message>
      <source>Many pictures</source>
      <translation>Много изображений</translation>
    </message>
    <message>
      <source>Pages of the attack</source>
      <translation>Страницы атаки</translation>
    </message>
    <message>
      <source>Close the attack</source>
      <translation>Закрыть атаку</translation>
    </message>
    <message>
      <source>Here a picture is changed a little, so that the model takes it for something else, and you see where the model looks before and after. Choose a picture and an attack, and press Run. The lab is for one's own models, to see and to mend; it sends nothing anywhere.</source>
      <translation>Здесь изображение немного изменяют так, чтобы модель приняла его за другое, и видно, куда модель смотрит до и после. Выберите изображение и атаку и нажмите «Выполнить». Лаборатория предназначена для собственных моделей: увидеть слабость и исправить; она ничего никуда не отправляет.</translation>
    </message>
    <message>
      <source>Checked for backdoors</source>
      <translation>Проверка на бэкдоры завершена</translation>
    </message>
    <message>
      <source>No picture to check the model with. Open a data set.</source>
      <translation>Нет изображений, на которых можно проверить модель. Откройте набор данных.</translation>
    </message>
    <message>
      <source>Click a class to see its trigger</source>
      <translation>Щёлкните класс, чтобы увидеть его триггер</translation>
    </message>
    <message>
      <source>Anomaly index</source>
      <translation>Индекс аномальности</translation>
    </message>
    <message>
      <source>How far the size lies below those of the other classes; above 2 is suspicious</source>
      <translation>Насколько размер меньше, чем у других классов; значение больше 2 подозрительно</translation>
    </message>
    <message>
      <source>The share of other pictures that the trigger sends here</source>
      <translation>Доля остальных изображений, которые из-за триггера относятся к этому классу</translation>
    </message>
    <message>
      <source>Pictures of the data set that look triggered</source>
      <translation>Изображения набора данных, похожие на изображения с триггером</translation>
    </message>
    <message>
      <source>Verdict</source>
      <translation>Вывод</translation>
    </message>
    <message>
      <source>Whether the check takes the class for a backdoor's target</source>
      <translation>Считает ли проверка этот класс целью бэкдора</translation>
    </message>
    <message>
      <source>Findings of each class</source>
      <translation>Результаты по классам</translation>
    </message>
    <message>
      <source>suspicious</source>
      <translation>подозрительно</translation>
    </message>
    <message>
      <source>no sign</source>
      <translation>признаков нет</translation>
    </message>
    <message>
      <source>Save findings in a folder</source>
      <translation>Сохранение результатов в папку</translation>
    </message>
    <message>
      <source>Check the model, about {time}</source>
      <translation>Проверить модель, около {time}</translation>
    </message>
    <message>
      <source>{check}: {share} done, about {time} left</source>
      <translation>{check}: выполнено {share}, осталось около {time}</translation>
    </message>
    <message>
      <source>C&amp;heck:</source>
      <translation>&amp;Проверка:</translation>
    </message>
    <message>
      <source>Check the chosen model for backdoors with the pictures of the list</source>
      <translation>Проверить выбранную модель на бэкдоры на изображениях списка</translation>
    </message>
    <message>
      <source>Save findings and triggers in a folder...</source>
      <translation>Сохранить результаты и триггеры в папку...</translation>
    </message>
    <message>
      <source>Finding that is shown</source>
      <translation>Показанный результат</translation>
    </message>
    <message>
      <source>Frequent classes</source>
      <translation>Частые классы</translation>
    </message>
    <message>
      <source>Classes that are checked, by name or index, with commas; empty: the ten that are predicted most often</source>
      <translation>Проверяемые классы: названия или номера через запятую; если пусто — десять классов, которые модель предсказывает чаще всего</translation>
    </message>
    <message>
      <source>Classes that are checked</source>
      <translation>Проверяемые классы</translation>
    </message>
    <message>
      <source>A backdoor is a small pattern that sends any picture to one class. Open a data set of the kind that the model classifies, and press Check the model.</source>
      <translation>Бэкдор — небольшой узор, из-за которого модель относит любое изображение к одному классу. Откройте набор данных того рода, который классифицирует модель, и нажмите «Проверить модель».</translation>
    </message>
    <message>
      <source>Check the model</source>
      <translation>Проверить модель</translation>
    </message>
    <message>
      <source>{check}: {share} done</source>
      <translation>{check}: выполнено {share}</translation>
    </message>
    <message>
      <source>One after the other</source>
      <translation>Одна за другой</translation>
    </message>
    <message>
      <source>Trigger</source>
      <translation>Триггер</translation>
    </message>
    <message>
      <source>In a picture</source>
      <translation>С триггером</translation>
    </message>
    <message>
      <source>All checks</source>
      <translation>Все проверки</translation>
    </message>
    <message>
      <source>Found trigger</source>
      <translation>Найденный триггер</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>Модели</translation>
    </message>
    <message>
      <source>Targets</source>
      <translation>Классы</translation>
    </message>
    <message>
      <source>Rows</source>
      <translation>Строки</translation>
    </message>
    <message>
      <source>All pictures</source>
      <translation>Все изображения</translation>
    </message>
    <message>
      <source>Compare all pictures in the list. Ctrl+click in the list selects some of them.</source>
      <translation>Сравнить все изображения списка. Щелчок с Ctrl в списке выбирает некоторые из них.</translation>
    </message>
    <message>
      <source>Lab's four</source>
      <translation>4 метода</translation>
    </message>
    <message>
      <source>Previous pictures</source>
      <translation>Предыдущие изображения</translation>
    </message>
    <message>
      <source>Next pictures</source>
      <translation>Следующие изображения</translation>
    </message>
    <message>
      <source>Blink: two maps in turn; Space pauses</source>
      <translation>Мигание: две карты по очереди; пробел ставит на паузу</translation>
    </message>
    <message>
      <source>Space pauses and resumes; the arrow keys switch between the maps</source>
      <translation>Пробел ставит на паузу и продолжает; стрелки переключают карты</translation>
    </message>
    <message>
      <source>Similarity</source>
      <translation>Сходство</translation>
    </message>
    <message>
      <source>Similarity of the maps</source>
      <translation>Сходство карт</translation>
    </message>
    <message>
      <source>Spearman: rank correlation of the pixels. SSIM: structural similarity, computed in small windows.</source>
      <translation>Спирмен: ранговая корреляция пикселей. SSIM: структурное сходство по малым окнам.</translation>
    </message>
    <message>
      <source>mean of all</source>
      <translation>среднее по всем</translation>
    </message>
    <message>
      <source>Curtain: two maps with a divider; arrow keys move it</source>
      <translation>Шторка: две карты с разделителем; его двигают стрелки</translation>
    </message>
    <message>
      <source>Drag the divider, or move it with the arrow keys</source>
      <translation>Перетащите разделитель или двигайте его стрелками</translation>
    </message>
    <message>
      <source>Difference of two maps</source>
      <translation>Разность двух карт</translation>
    </message>
    <message>
      <source>{name}, as in the lab assignment</source>
      <translation>{name}, как в лабораторной работе</translation>
    </message>
    <message>
      <source>{name}, as in the view</source>
      <translation>{name}, как на экране</translation>
    </message>
    <message>
      <source>Export figure</source>
      <translation>Экспорт рисунка</translation>
    </message>
    <message>
      <source>Colour bar</source>
      <translation>Цветовая шкала</translation>
    </message>
    <message>
      <source>Times</source>
      <translation>Время</translation>
    </message>
    <message>
      <source>The file name extension sets the format: .png, .svg or .pdf.</source>
      <translation>Формат задаёт расширение файла: .png, .svg или .pdf.</translation>
    </message>
    <message>
      <source>Save as...</source>
      <translation>Сохранить как...</translation>
    </message>
    <message>
      <source>Opacity</source>
      <translation>Непрозрачность</translation>
    </message>
    <message>
      <source>Dots per inch</source>
      <translation>Точек на дюйм</translation>
    </message>
    <message>
      <source>These maps are not computed yet.</source>
      <translation>Эти карты ещё не вычислены.</translation>
    </message>
    <message>
      <source>Choose methods in the Explain panel, or tick models or targets above.</source>
      <translation>Выберите методы на панели «Объяснение» или отметьте выше модели либо классы.</translation>
    </message>
    <message>
      <source>A few values are so much larger than the others that hardly anything else is seen. Contrast in the toolbar shows the others, too.</source>
      <translation>Несколько значений настолько больше остальных, что, кроме них, почти ничего не видно. Остальные покажет контраст на панели инструментов.</translation>
    </message>
    <message>
      <source>Waiting...</source>
      <translation>Ожидание...</translation>
    </message>
    <message>
      <source>Press Run to compute this map.</source>
      <translation>Нажмите «Выполнить», чтобы вычислить эту карту.</translation>
    </message>
    <message>
      <source>Ctrl+click in the list of methods selects several.</source>
      <translation>Щелчок с Ctrl в списке методов выбирает несколько.</translation>
    </message>
    <message>
      <source>Choose a method, and tick what to compare.</source>
      <translation>Выберите метод и отметьте, что сравнивать.</translation>
    </message>
    <message numerus="yes">
      <source>{shown} of {n} rows</source>
      <translation>
        <numerusform>{shown} из {n} строки</numerusform>
        <numerusform>{shown} из {n} строк</numerusform>
        <numerusform>{shown} из {n} строк</numerusform>
      </translation>
    </message>
    <message>
      <source>pictures {first} to {last} of {count}</source>
      <translation>изображения с {first} по {last} из {count}</translation>
    </message>
    <message>
      <source>Compared</source>
      <translation>Сравнение готово</translation>
    </message>
    <message>
      <source>Cancelled</source>
      <translation>Отменено</translation>
    </message>
    <message>
      <source>The similarity of the maps appears here when they are computed.</source>
      <translation>Сходство карт появится здесь, когда они будут вычислены.</translation>
    </message>
    <message>
      <source>Working...</source>
      <translation>Вычисление...</translation>
    </message>
    <message>
      <source>Choose two maps of one picture in the grid: click the first, Ctrl+click the second.</source>
      <translation>Выберите в сетке две карты одного изображения: первую щелчком, вторую щелчком с Ctrl.</translation>
    </message>
    <message>
      <source>Comparison</source>
      <translation>Сравнение</translation>
    </message>
    <message>
      <source>for</source>
      <translation>за</translation>
    </message>
    <message>
      <source>against</source>
      <translation>против</translation>
    </message>
    <message>
      <source>Most of it here: {share} % of the most in any picture</source>
      <translation>Больше всего здесь: {share} % от наибольшего по всем изображениям</translation>
    </message>
    <message>
      <source>Concepts of the layer</source>
      <translation>Концепты слоя</translation>
    </message>
    <message>
      <source>Importance {value}</source>
      <translation>Важность {value}</translation>
    </message>
    <message>
      <source>Importance</source>
      <translation>Важность</translation>
    </message>
    <message>
      <source>Where it is strongest</source>
      <translation>Где концепт выражен сильнее всего</translation>
    </message>
    <message>
      <source>In this picture</source>
      <translation>На этом изображении</translation>
    </message>
    <message>
      <source>Save concepts in a folder</source>
      <translation>Сохранение концептов в папке</translation>
    </message>
    <message>
      <source>The concepts of {layer} are found</source>
      <translation>Концепты слоя {layer} найдены</translation>
    </message>
    <message>
      <source>No picture to find concepts in. Open pictures.</source>
      <translation>Нет изображений для поиска концептов. Откройте изображения.</translation>
    </message>
    <message>
      <source>{layer}, pictures: {count}. Not explained by the concepts: {share}.</source>
      <translation>{layer}, изображений: {count}. Концептами не объяснено: {share}.</translation>
    </message>
    <message>
      <source>&amp;Pictures:</source>
      <translation>И&amp;зображения:</translation>
    </message>
    <message>
      <source>Find concepts</source>
      <translation>Найти концепты</translation>
    </message>
    <message>
      <source>Of the chosen layer, with their importance for the chosen target; at most {count} pictures</source>
      <translation>Для выбранного слоя, с важностью для выбранного класса; не более {count} изображений</translation>
    </message>
    <message>
      <source>Save concepts in a folder...</source>
      <translation>Сохранить концепты в папке...</translation>
    </message>
    <message>
      <source>Number:</source>
      <translation>Число:</translation>
    </message>
    <message>
      <source>Number of concepts</source>
      <translation>Число концептов</translation>
    </message>
    <message>
      <source>Pictures whose concepts are searched for</source>
      <translation>Изображения, по которым ищутся концепты</translation>
    </message>
    <message>
      <source>Concepts are what the activations of a layer are made of: each shows what several pictures share. Open pictures, choose a layer and a target on the right, and press Find concepts.</source>
      <translation>Концепты — это то, из чего складываются активации слоя: каждый показывает, что общего у нескольких изображений. Откройте изображения, выберите справа слой и класс и нажмите «Найти концепты».</translation>
    </message>
    <message>
      <source>change of contrast</source>
      <translation>изменение контраста</translation>
    </message>
    <message>
      <source>Percentiles</source>
      <translation>Процентили</translation>
    </message>
    <message>
      <source>For</source>
      <translation>Для</translation>
    </message>
    <message>
      <source>all maps</source>
      <translation>всех карт</translation>
    </message>
    <message>
      <source>this map</source>
      <translation>этой карты</translation>
    </message>
    <message>
      <source>Auto</source>
      <translation>Авто</translation>
    </message>
    <message>
      <source>From the 1st to the 99th percentile of each map</source>
      <translation>От 1-го до 99-го процентиля каждой карты</translation>
    </message>
    <message>
      <source>Reset</source>
      <translation>Сбросить</translation>
    </message>
    <message>
      <source>The whole range, evenly</source>
      <translation>Весь диапазон, равномерно</translation>
    </message>
    <message>
      <source>Below 1, small values are lifted; above 1, only large ones stand out</source>
      <translation>Меньше 1 — малые значения становятся заметнее, больше 1 — выделяются только большие</translation>
    </message>
    <message>
      <source>Contrast</source>
      <translation>Контраст</translation>
    </message>
    <message>
      <source>From {low} to {high}</source>
      <translation>От {low} до {high}</translation>
    </message>
    <message>
      <source>Contrast: which part of a map's range the colours span</source>
      <translation>Контраст: какую часть диапазона карты охватывают цвета</translation>
    </message>
    <message>
      <source>Lower percentile</source>
      <translation>Нижний процентиль</translation>
    </message>
    <message>
      <source>Upper percentile</source>
      <translation>Верхний процентиль</translation>
    </message>
    <message>
      <source>This share of the map's values lies below. Each map has its own limits.</source>
      <translation>Ниже этой границы лежит такая доля значений карты. У каждой карты свои границы.</translation>
    </message>
    <message>
      <source>No map is shown.</source>
      <translation>Карта не показана.</translation>
    </message>
    <message>
      <source>Model input</source>
      <translation>Вход модели</translation>
    </message>
    <message>
      <source>auto: the last layer before pooling that all paths go through. last-conv: the last convolution, as in tf-keras-vis.</source>
      <translation>Авто: последний слой перед пулингом, через который проходят все пути. Последняя свёртка: как в tf-keras-vis.</translation>
    </message>
    <message>
      <source>last-conv</source>
      <translation>последняя свёртка</translation>
    </message>
    <message>
      <source>The chosen methods explain the whole model, not a layer of it.</source>
      <translation>Выбранные методы объясняют модель целиком, а не отдельный слой.</translation>
    </message>
    <message>
      <source>Choose methods</source>
      <translation>Выбор методов</translation>
    </message>
    <message>
      <source>Method, family, or what it does</source>
      <translation>Метод, семейство или действие</translation>
    </message>
    <message>
      <source>Enter chooses one, Space ticks several, * marks a favourite, Esc closes.</source>
      <translation>Enter — выбрать один, пробел — отметить несколько, * — в избранное, Esc — закрыть.</translation>
    </message>
    <message>
      <source>Save as a set</source>
      <translation>Сохранить набор</translation>
    </message>
    <message>
      <source>Keep the ticked methods, with their parameters, under a name</source>
      <translation>Сохранить отмеченные методы с их параметрами под своим именем</translation>
    </message>
    <message>
      <source>Choose {name}</source>
      <translation>Выбрать: {name}</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>Переименовать</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Удалить</translation>
    </message>
    <message>
      <source>No method is called that.</source>
      <translation>Метода с таким названием нет.</translation>
    </message>
    <message>
      <source>Here about {time} a picture</source>
      <translation>На этом компьютере около {time} на изображение</translation>
    </message>
    <message>
      <source>Here about {time} a picture ({passes})</source>
      <translation>На этом компьютере около {time} на изображение ({passes})</translation>
    </message>
    <message numerus="yes">
      <source>{n} methods, computed together.</source>
      <translation>
        <numerusform>Вместе вычисляется {n} метод.</numerusform>
        <numerusform>Вместе вычисляются {n} метода.</numerusform>
        <numerusform>Вместе вычисляется {n} методов.</numerusform>
      </translation>
    </message>
    <message>
      <source>favourite</source>
      <translation>избранный</translation>
    </message>
    <message>
      <source>Set {number}</source>
      <translation>Набор {number}</translation>
    </message>
    <message>
      <source>Favourite</source>
      <translation>В избранном</translation>
    </message>
    <message>
      <source>Open its paper</source>
      <translation>Открыть статью о нём</translation>
    </message>
    <message>
      <source>Smoothing and fusion</source>
      <translation>Сглаживание и объединение карт</translation>
    </message>
    <message>
      <source>The lab's four</source>
      <translation>Методы лабораторной</translation>
    </message>
    <message>
      <source>All fast</source>
      <translation>Все быстрые</translation>
    </message>
    <message>
      <source>Favourites</source>
      <translation>Избранные</translation>
    </message>
    <message>
      <source>Used last</source>
      <translation>Недавние</translation>
    </message>
    <message>
      <source>Sets</source>
      <translation>Наборы</translation>
    </message>
    <message>
      <source>Choose a method.</source>
      <translation>Выберите метод.</translation>
    </message>
    <message>
      <source>Leave it out</source>
      <translation>Убрать из выбранных</translation>
    </message>
    <message>
      <source>Gradients</source>
      <translation>Градиенты</translation>
    </message>
    <message>
      <source>Class activation maps</source>
      <translation>Карты активации класса</translation>
    </message>
    <message>
      <source>Perturbation</source>
      <translation>Возмущения</translation>
    </message>
    <message>
      <source>Control</source>
      <translation>Контроль</translation>
    </message>
    <message>
      <source>one pass</source>
      <translation>один проход</translation>
    </message>
    <message>
      <source>tens of passes</source>
      <translation>десятки проходов</translation>
    </message>
    <message>
      <source>hundreds of passes</source>
      <translation>сотни проходов</translation>
    </message>
    <message>
      <source>thousands of passes</source>
      <translation>тысячи проходов</translation>
    </message>
    <message>
      <source>the gradient of the input</source>
      <translation>градиент по входу</translation>
    </message>
    <message>
      <source>a layer with height and width</source>
      <translation>слой с высотой и шириной</translation>
    </message>
    <message>
      <source>the gradient of a layer</source>
      <translation>градиент по слою</translation>
    </message>
    <message>
      <source>predictions only</source>
      <translation>только предсказания</translation>
    </message>
    <message>
      <source>ReLU activations</source>
      <translation>активации ReLU</translation>
    </message>
    <message>
      <source>attention layers</source>
      <translation>слои внимания</translation>
    </message>
    <message>
      <source>Needs: {needs}</source>
      <translation>Требуется: {needs}</translation>
    </message>
    <message>
      <source>Needs nothing of the model</source>
      <translation>От модели ничего не требуется</translation>
    </message>
    <message>
      <source>Explain {name}</source>
      <translation>Объяснить {name}</translation>
    </message>
    <message>
      <source>Use its settings</source>
      <translation>Взять её параметры</translation>
    </message>
    <message>
      <source>All</source>
      <translation>Все</translation>
    </message>
    <message>
      <source>Copy settings</source>
      <translation>Копировать настройки</translation>
    </message>
    <message>
      <source>Remove from results</source>
      <translation>Убрать из результатов</translation>
    </message>
    <message>
      <source>remove result</source>
      <translation>удаление результата</translation>
    </message>
    <message>
      <source>Show this map</source>
      <translation>Показать эту карту</translation>
    </message>
    <message>
      <source>Time, s</source>
      <translation>Время, с</translation>
    </message>
    <message>
      <source>The graph was prepared once in {seconds} s</source>
      <translation>Граф подготовлен один раз за {seconds} с</translation>
    </message>
    <message>
      <source>No maps yet. Computed maps are listed here; choose one to see it again.</source>
      <translation>Карт пока нет. Здесь появятся вычисленные карты; выберите карту, чтобы увидеть её снова.</translation>
    </message>
    <message>
      <source>The map that is shown is of {method}. Press Run to compute that of the chosen method.</source>
      <translation>Показана карта метода {method}. Чтобы вычислить карту выбранного метода, нажмите «Выполнить».</translation>
    </message>
    <message>
      <source>Done in {seconds} s</source>
      <translation>Готово за {seconds} с</translation>
    </message>
    <message>
      <source>Use {method}</source>
      <translation>Применить {method}</translation>
    </message>
    <message>
      <source>Press Run to compute the map.</source>
      <translation>Чтобы вычислить карту, нажмите «Выполнить».</translation>
    </message>
    <message numerus="yes">
      <source>Explained {n} pictures</source>
      <translation>
        <numerusform>Объяснено {n} изображение</numerusform>
        <numerusform>Объяснены {n} изображения</numerusform>
        <numerusform>Объяснено {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>Cancelled; what was explained stays</source>
      <translation>Отменено; объяснённое остаётся</translation>
    </message>
    <message>
      <source>Pictures that could not be explained: {count}. The filter Failed lists them.</source>
      <translation>Изображения, которые не удалось объяснить: {count}. Их показывает фильтр «Ошибка».</translation>
    </message>
    <message>
      <source>Method and its parameters</source>
      <translation>Метод и его параметры</translation>
    </message>
    <message>
      <source>Contrast and colours</source>
      <translation>Контраст и цвета</translation>
    </message>
    <message>
      <source>Paste a part of the settings</source>
      <translation>Вставить часть настроек</translation>
    </message>
    <message>
      <source>Class name, index, or A-B</source>
      <translation>Имя класса, номер или A-B</translation>
    </message>
    <message>
      <source>Class to explain</source>
      <translation>Объясняемый класс</translation>
    </message>
    <message>
      <source>rather than</source>
      <translation>а не</translation>
    </message>
    <message>
      <source>no other class</source>
      <translation>без другого класса</translation>
    </message>
    <message>
      <source>Class that it is told from</source>
      <translation>Класс, от которого отличается</translation>
    </message>
    <message>
      <source>With another class here, every method explains the difference of both scores</source>
      <translation>Если указать здесь другой класс, каждый метод объясняет разность обеих оценок</translation>
    </message>
    <message>
      <source>Most probable classes</source>
      <translation>Самые вероятные классы</translation>
    </message>
    <message>
      <source>Explained: {name} ({index}), {share}</source>
      <translation>Объясняется: {name} ({index}), {share}</translation>
    </message>
    <message>
      <source>The model's top classes appear here when you choose a picture.</source>
      <translation>Самые вероятные классы появятся здесь, когда вы выберете изображение.</translation>
    </message>
    <message>
      <source>Top-1</source>
      <translation>Топ-1</translation>
    </message>
    <message>
      <source>Explain the most probable class of each picture</source>
      <translation>Объяснять самый вероятный класс каждого изображения</translation>
    </message>
    <message>
      <source>Rather than another class...</source>
      <translation>А не другой класс...</translation>
    </message>
    <message>
      <source>Skip these pictures</source>
      <translation>Пропустить эти изображения</translation>
    </message>
    <message>
      <source>Replace them</source>
      <translation>Заменить</translation>
    </message>
    <message>
      <source>Keep both: the new files get a number</source>
      <translation>Сохранить оба: новые файлы получат номер</translation>
    </message>
    <message numerus="yes">
      <source>Export maps of {n} pictures</source>
      <translation>
        <numerusform>Экспорт карт {n} изображения</numerusform>
        <numerusform>Экспорт карт {n} изображений</numerusform>
        <numerusform>Экспорт карт {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>Maps as numbers (NumPy)</source>
      <translation>Карты в числах (NumPy)</translation>
    </message>
    <message>
      <source>A figure of each picture</source>
      <translation>Рисунок для каждого изображения</translation>
    </message>
    <message>
      <source>One figure of all pictures</source>
      <translation>Один рисунок для всех изображений</translation>
    </message>
    <message>
      <source>Export</source>
      <translation>Экспортировать</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Папка</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>Набор настроек</translation>
    </message>
    <message>
      <source>Export maps into folder</source>
      <translation>Экспорт карт в папку</translation>
    </message>
    <message>
      <source>Files that exist: {count}</source>
      <translation>Уже существует файлов: {count}</translation>
    </message>
    <message>
      <source>Nothing to export is chosen.</source>
      <translation>Не выбрано, что экспортировать.</translation>
    </message>
    <message>
      <source>Browse...</source>
      <translation>Обзор...</translation>
    </message>
    <message>
      <source>An overlay of each map</source>
      <translation>Наложение каждой карты</translation>
    </message>
    <message>
      <source>A report of all</source>
      <translation>Отчёт обо всех</translation>
    </message>
    <message>
      <source>Files</source>
      <translation>Файлы</translation>
    </message>
    <message>
      <source>Format of the overlays</source>
      <translation>Формат наложений</translation>
    </message>
    <message>
      <source>Format of the report</source>
      <translation>Формат отчёта</translation>
    </message>
    <message>
      <source>Files that exist</source>
      <translation>Существующие файлы</translation>
    </message>
    <message>
      <source>Files: {count}</source>
      <translation>Файлов: {count}</translation>
    </message>
    <message>
      <source>Cancelled; what was exported stays</source>
      <translation>Отменено; экспортированное сохранено</translation>
    </message>
    <message>
      <source>Exports that cannot go on, and are removed: {count}. {reason}</source>
      <translation>Экспорты, которые нельзя продолжить (удалены): {count}. {reason}</translation>
    </message>
    <message>
      <source>Exports that were not finished when the program ended: {count}.</source>
      <translation>Экспорты, не завершённые до выхода из программы: {count}.</translation>
    </message>
    <message numerus="yes">
      <source>Maps of {n} pictures are in {folder}</source>
      <translation>
        <numerusform>Карты {n} изображения лежат в {folder}</numerusform>
        <numerusform>Карты {n} изображений лежат в {folder}</numerusform>
        <numerusform>Карты {n} изображений лежат в {folder}</numerusform>
      </translation>
    </message>
    <message>
      <source>Pictures that could not be exported: {count}. Errors in the Jobs panel says why.</source>
      <translation>Не удалось экспортировать изображений: {count}. Причины покажет кнопка «Ошибки» на панели «Задачи».</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Продолжить</translation>
    </message>
    <message>
      <source>PNG, 16 bits (*.png)</source>
      <translation>PNG, 16 бит (*.png)</translation>
    </message>
    <message>
      <source>{file} was changed since this map was computed. Explain it again.</source>
      <translation>Файл {file} изменился после вычисления этой карты. Постройте карту заново.</translation>
    </message>
    <message>
      <source>Save overlay</source>
      <translation>Сохранить наложение</translation>
    </message>
    <message>
      <source>Export map</source>
      <translation>Экспорт карты</translation>
    </message>
    <message>
      <source>Keep what is chosen below under a name</source>
      <translation>Сохранить выбранное ниже под именем</translation>
    </message>
    <message>
      <source>Delete this preset of your own</source>
      <translation>Удалить этот собственный набор</translation>
    </message>
    <message>
      <source>As chosen below</source>
      <translation>Как выбрано ниже</translation>
    </message>
    <message>
      <source>Save preset</source>
      <translation>Сохранение набора настроек</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Имя</translation>
    </message>
    <message>
      <source>The pictures that excite the unit most are made</source>
      <translation>Изображения, сильнее всего возбуждающие нейрон, созданы</translation>
    </message>
    <message>
      <source>Save the pictures in a folder</source>
      <translation>Сохранение изображений в папке</translation>
    </message>
    <message>
      <source>strongest.csv is not written: {looked} of {count} pictures were looked at. Save again, into another folder, when all of them have been.</source>
      <translation>Файл strongest.csv не записан: просмотрено {looked} из {count} изображений. Сохраните ещё раз, в другую папку, когда будут просмотрены все.</translation>
    </message>
    <message>
      <source>&amp;Way:</source>
      <translation>&amp;Способ:</translation>
    </message>
    <message>
      <source>Make</source>
      <translation>Создать</translation>
    </message>
    <message>
      <source>Make a picture that excites this class or channel most, and look which pictures of the list do</source>
      <translation>Создать изображение, сильнее всего возбуждающее этот класс или канал, и найти такие изображения в списке</translation>
    </message>
    <message>
      <source>Save the pictures in a folder...</source>
      <translation>Сохранить изображения в папке...</translation>
    </message>
    <message>
      <source>Way to maximise an activation</source>
      <translation>Способ максимизации активации</translation>
    </message>
    <message>
      <source>Class, or layer[channel]</source>
      <translation>Класс или слой[канал]</translation>
    </message>
    <message>
      <source>Class or channels that are to be excited</source>
      <translation>Класс или каналы, которые нужно возбудить</translation>
    </message>
    <message>
      <source>Like my pictures</source>
      <translation>Как мои изображения</translation>
    </message>
    <message>
      <source>With the magnitudes of the listed pictures, in place of those of most photos</source>
      <translation>С амплитудами изображений из списка вместо амплитуд обычных фотографий</translation>
    </message>
    <message>
      <source>Fade the rest</source>
      <translation>Приглушить остальное</translation>
    </message>
    <message>
      <source>Grey where the unit hardly looked while the picture was made</source>
      <translation>Серым — то, на что нейрон почти не смотрел, пока создавалось изображение</translation>
    </message>
    <message>
      <source>Pictures of the list that excite it most</source>
      <translation>Изображения списка, сильнее всего возбуждающие этот нейрон</translation>
    </message>
    <message>
      <source>A picture that excites a class or a channel most shows what it looks for. Name a class and press Make, or right-click a layer or a channel in the inspector.</source>
      <translation>Изображение, сильнее всего возбуждающее класс или канал, показывает, что он ищет. Введите класс и нажмите «Создать» или щёлкните правой кнопкой по слою или каналу в инспекторе.</translation>
    </message>
    <message>
      <source>{name}: {before} for the first picture, {value} for this one</source>
      <translation>{name}: {before} для первого изображения, {value} для этого</translation>
    </message>
    <message>
      <source>What is to be excited: a class, or channels of a layer, such as {example}</source>
      <translation>Что нужно возбудить: класс или каналы слоя, например {example}</translation>
    </message>
    <message>
      <source>Your pictures that excite {name} most</source>
      <translation>Ваши изображения, сильнее всего возбуждающие {name}</translation>
    </message>
    <message>
      <source>Your pictures that excite {name} most, of {looked} of {count}</source>
      <translation>Ваши изображения, сильнее всего возбуждающие {name} (просмотрено {looked} из {count})</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Настройки</translation>
    </message>
    <message>
      <source>About attnstudio</source>
      <translation>О программе attnstudio</translation>
    </message>
    <message>
      <source>Shows what an image classifier looks at.</source>
      <translation>Показывает, на что смотрит классификатор изображений.</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>Копировать</translation>
    </message>
    <message>
      <source>Copy versions and paths, for a problem report</source>
      <translation>Скопировать версии и пути, чтобы сообщить о проблеме</translation>
    </message>
    <message>
      <source>Licences...</source>
      <translation>Лицензии...</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Закрыть</translation>
    </message>
    <message>
      <source>No file manager found. The folder is {folder}</source>
      <translation>Не найдена программа для просмотра папок. Папка: {folder}</translation>
    </message>
    <message>
      <source>Components of attnstudio and their licences.</source>
      <translation>Компоненты attnstudio и их лицензии.</translation>
    </message>
    <message>
      <source>Filter by name or licence</source>
      <translation>Фильтр по имени или лицензии</translation>
    </message>
    <message>
      <source>Components</source>
      <translation>Компоненты</translation>
    </message>
    <message>
      <source>Licence text</source>
      <translation>Текст лицензии</translation>
    </message>
    <message>
      <source>No component matches the filter.</source>
      <translation>Нет компонентов, подходящих под фильтр.</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Версия</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>Лицензия</translation>
    </message>
    <message>
      <source>see the text</source>
      <translation>см. текст</translation>
    </message>
    <message>
      <source>Keyboard shortcuts</source>
      <translation>Сочетания клавиш</translation>
    </message>
    <message>
      <source>Filter by command or key</source>
      <translation>Фильтр по команде или клавише</translation>
    </message>
    <message>
      <source>No command matches the filter.</source>
      <translation>Нет команд, подходящих под фильтр.</translation>
    </message>
    <message>
      <source>Other keys for commands: Edit &gt; Preferences &gt; Shortcuts.</source>
      <translation>Другие клавиши для команд: Правка &gt; Параметры программы &gt; Клавиши.</translation>
    </message>
    <message>
      <source>Keys</source>
      <translation>Клавиши</translation>
    </message>
    <message numerus="yes">
      <source>{layer}, {shape}: {n} channels, weights for {target}</source>
      <translation>
        <numerusform>{layer}, {shape}: {n} канал, веса для класса {target}</numerusform>
        <numerusform>{layer}, {shape}: {n} канала, веса для класса {target}</numerusform>
        <numerusform>{layer}, {shape}: {n} каналов, веса для класса {target}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{layer}, {shape}: {count} of {n} channels, the largest weights for {target}</source>
      <translation>
        <numerusform>{layer}, {shape}: {count} из {n} канала, с наибольшим весом для класса {target}</numerusform>
        <numerusform>{layer}, {shape}: {count} из {n} каналов, с наибольшим весом для класса {target}</numerusform>
        <numerusform>{layer}, {shape}: {count} из {n} каналов, с наибольшим весом для класса {target}</numerusform>
      </translation>
    </message>
    <message>
      <source>Choose a picture and a layer.</source>
      <translation>Выберите изображение и слой.</translation>
    </message>
    <message>
      <source>Channels of the layer</source>
      <translation>Каналы слоя</translation>
    </message>
    <message>
      <source>Show the map again (Esc)</source>
      <translation>Снова показать карту (Esc)</translation>
    </message>
    <message>
      <source>{share} %</source>
      <translation>{share} %</translation>
    </message>
    <message>
      <source>Channel {number}, weight {weight}</source>
      <translation>Канал {number}, вес {weight}</translation>
    </message>
    <message>
      <source>The channels of the layer appear here when the model is loaded.</source>
      <translation>Каналы слоя появятся здесь, когда модель загрузится.</translation>
    </message>
    <message>
      <source>{model} has no layer with height and width, so there are no channels to show.</source>
      <translation>У модели {model} нет слоя с высотой и шириной, поэтому каналов для показа нет.</translation>
    </message>
    <message>
      <source>{layer}: cannot be explained, its output has no height and width.</source>
      <translation>{layer}: карту по этому слою не построить, у его выхода нет высоты и ширины.</translation>
    </message>
    <message>
      <source>{count} of {total} trainable</source>
      <translation>Обучаемых: {count} из {total}</translation>
    </message>
    <message>
      <source>{layer}: click to explain this layer.</source>
      <translation>{layer}: щёлкните, чтобы объяснить этот слой.</translation>
    </message>
    <message>
      <source>{layer}: a nested model; its layers are listed below.</source>
      <translation>{layer}: вложенная модель; её слои перечислены ниже.</translation>
    </message>
    <message>
      <source>Trainable</source>
      <translation>Обучаемый</translation>
    </message>
    <message>
      <source>{layer}, explained</source>
      <translation>{layer}, объясняется</translation>
    </message>
    <message>
      <source>Weight</source>
      <translation>весу</translation>
    </message>
    <message>
      <source>Mean weight of the selected pictures</source>
      <translation>среднему весу по выбранным изображениям</translation>
    </message>
    <message>
      <source>Mean activation</source>
      <translation>средней активации</translation>
    </message>
    <message>
      <source>Share in the region</source>
      <translation>доле внутри области</translation>
    </message>
    <message>
      <source>Activation under the cursor</source>
      <translation>активации под курсором</translation>
    </message>
    <message>
      <source>Draw a region on the picture first.</source>
      <translation>Сначала нарисуйте область на изображении.</translation>
    </message>
    <message>
      <source>Move the cursor over the picture.</source>
      <translation>Наведите курсор на изображение.</translation>
    </message>
    <message>
      <source>Select two pictures or more in the list first.</source>
      <translation>Сначала выберите в списке не менее двух изображений.</translation>
    </message>
    <message>
      <source>Sort by</source>
      <translation>Сортировать</translation>
    </message>
    <message>
      <source>Parameters: {total} ({size} MB)
Trainable: {trainable}, not trainable: {fixed}</source>
      <translation>Параметры: {total} ({size} МБ)
Обучаемые: {trainable}, необучаемые: {fixed}</translation>
    </message>
    <message>
      <source>Filter by name, type or output</source>
      <translation>Фильтр по имени, типу или выходу</translation>
    </message>
    <message>
      <source>The layers of the model appear here when it is loaded.</source>
      <translation>Слои модели появятся здесь, когда она загрузится.</translation>
    </message>
    <message>
      <source>No layer matches the filter.</source>
      <translation>Нет слоёв, подходящих под фильтр.</translation>
    </message>
    <message>
      <source>Run again with half the batch</source>
      <translation>Запустить снова с вдвое меньшим пакетом</translation>
    </message>
    <message>
      <source>Open result</source>
      <translation>Открыть результат</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Приостановить</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>Продолжить</translation>
    </message>
    <message>
      <source>Retry</source>
      <translation>Повторить</translation>
    </message>
    <message>
      <source>Errors...</source>
      <translation>Ошибки...</translation>
    </message>
    <message>
      <source>Open folder</source>
      <translation>Открыть папку</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>Выше</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>Ниже</translation>
    </message>
    <message>
      <source>Retry failed</source>
      <translation>Повторить неудачные</translation>
    </message>
    <message>
      <source>Waiting</source>
      <translation>Ожидает</translation>
    </message>
    <message>
      <source>Running</source>
      <translation>Выполняется</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>Приостановлена</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>Готово</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>Ошибка</translation>
    </message>
    <message>
      <source>{percent} %</source>
      <translation>{percent} %</translation>
    </message>
    <message>
      <source>{share}, {time} left</source>
      <translation>{share}, осталось {time}</translation>
    </message>
    <message>
      <source>Where it runs: {place}</source>
      <translation>Где выполняется: {place}</translation>
    </message>
    <message>
      <source>{state}, errors: {count}</source>
      <translation>{state}, ошибок: {count}</translation>
    </message>
    <message>
      <source>Job</source>
      <translation>Задача</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Состояние</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>Выполнение</translation>
    </message>
    <message>
      <source>Pictures/s</source>
      <translation>Изобр./с</translation>
    </message>
    <message>
      <source>Maps, evaluations and downloads appear here while they run.</source>
      <translation>Здесь появляются карты, оценки и скачивания, пока они выполняются.</translation>
    </message>
    <message>
      <source>Errors: {job}</source>
      <translation>Ошибки: {job}</translation>
    </message>
    <message>
      <source>Cancel: {job}</source>
      <translation>Отменить: {job}</translation>
    </message>
    <message>
      <source>The maps of the layers appear here when the model is loaded.</source>
      <translation>Карты слоёв появятся здесь, когда модель загрузится.</translation>
    </message>
    <message>
      <source>Choose a picture: the map of the chosen method appears here at every depth of the network.</source>
      <translation>Выберите изображение: здесь появится карта выбранного метода на каждой глубине сети.</translation>
    </message>
    <message>
      <source>Choose a class activation map of one pass, such as Grad-CAM: other methods have no layer.</source>
      <translation>Выберите карту активации класса, которой достаточно одного прохода, например Grad-CAM: у других методов нет слоя.</translation>
    </message>
    <message>
      <source>The maps of the layers are being computed.</source>
      <translation>Карты слоёв вычисляются.</translation>
    </message>
    <message numerus="yes">
      <source>Mean of {n} maps in {time}</source>
      <translation>
        <numerusform>Среднее {n} карты, время: {time}</numerusform>
        <numerusform>Среднее {n} карт, время: {time}</numerusform>
        <numerusform>Среднее {n} карт, время: {time}</numerusform>
      </translation>
    </message>
    <message>
      <source>pictures: {count}</source>
      <translation>изображений: {count}</translation>
    </message>
    <message>
      <source>No picture for a mean map. Select pictures in the list.</source>
      <translation>Нет изображений для средней карты. Выберите изображения в списке.</translation>
    </message>
    <message>
      <source>label {name}</source>
      <translation>метка {name}</translation>
    </message>
    <message>
      <source>predicted {name}</source>
      <translation>предсказано {name}</translation>
    </message>
    <message>
      <source>No method selected. Choose one method or several.</source>
      <translation>Метод не выбран. Выберите один или несколько.</translation>
    </message>
    <message>
      <source>Save mean map</source>
      <translation>Сохранить среднюю карту</translation>
    </message>
    <message>
      <source>Mean maps</source>
      <translation>Средние карты</translation>
    </message>
    <message>
      <source>Spread: the standard deviation over the pictures</source>
      <translation>Разброс: стандартное отклонение по изображениям</translation>
    </message>
    <message>
      <source>Spread</source>
      <translation>Разброс</translation>
    </message>
    <message>
      <source>Mean</source>
      <translation>Среднее</translation>
    </message>
    <message>
      <source>Right</source>
      <translation>Верно</translation>
    </message>
    <message>
      <source>Wrong</source>
      <translation>Неверно</translation>
    </message>
    <message>
      <source>Compute</source>
      <translation>Вычислить</translation>
    </message>
    <message>
      <source>Compute the maps of these pictures by the chosen methods, and their mean</source>
      <translation>Вычислить карты этих изображений выбранными методами и их среднее</translation>
    </message>
    <message>
      <source>Save as PNG or NumPy...</source>
      <translation>Сохранить как PNG или NumPy...</translation>
    </message>
    <message>
      <source>Pictures of the mean map</source>
      <translation>Изображения средней карты</translation>
    </message>
    <message>
      <source>Method of the mean map</source>
      <translation>Метод средней карты</translation>
    </message>
    <message>
      <source>The mean of many maps shows where a model looks whatever the picture shows. Select pictures, or list a class or a cell of the confusion matrix, choose a method on the right, and press Compute.</source>
      <translation>Среднее многих карт показывает, куда модель смотрит независимо от изображения. Выберите изображения, класс или ячейку матрицы ошибок, затем метод справа и нажмите «Вычислить».</translation>
    </message>
    <message>
      <source>{method} of the prediction</source>
      <translation>{method} для предсказанного класса</translation>
    </message>
    <message>
      <source>{method} of {target}</source>
      <translation>{method} для цели {target}</translation>
    </message>
    <message>
      <source>maps so far: {done}</source>
      <translation>карт на данный момент: {done}</translation>
    </message>
    <message>
      <source>without a map: {count}, see the log</source>
      <translation>без карты: {count}, см. журнал</translation>
    </message>
    <message>
      <source>No picture to measure. Open one, or select some in the list.</source>
      <translation>Нет изображений для измерения. Откройте изображение или выберите несколько в списке.</translation>
    </message>
    <message>
      <source>No metric selected. Tick one metric or several.</source>
      <translation>Не выбрано ни одной метрики. Отметьте одну или несколько.</translation>
    </message>
    <message>
      <source>at {x}</source>
      <translation>при {x}</translation>
    </message>
    <message>
      <source>Faithfulness: do the highlighted pixels matter to the model?</source>
      <translation>Достоверность: важны ли выделенные пиксели?</translation>
    </message>
    <message>
      <source>Localisation: does the map lie on the region?</source>
      <translation>Локализация: лежит ли карта на области?</translation>
    </message>
    <message>
      <source>Robustness: is the map stable under small changes?</source>
      <translation>Устойчивость: стабильна ли карта?</translation>
    </message>
    <message>
      <source>Conciseness: does the map highlight few pixels?</source>
      <translation>Краткость: мало ли пикселей выделяет карта?</translation>
    </message>
    <message>
      <source>Sanity check: does the map depend on what the model has learned?</source>
      <translation>Проверка адекватности: зависит ли карта от того, чему научилась модель?</translation>
    </message>
    <message>
      <source>Higher is better.</source>
      <translation>Чем больше, тем лучше.</translation>
    </message>
    <message>
      <source>Lower is better.</source>
      <translation>Чем меньше, тем лучше.</translation>
    </message>
    <message>
      <source>{count}× map</source>
      <translation>{count}× карта</translation>
    </message>
    <message numerus="yes">
      <source>Computes the map {n} more times.</source>
      <translation>
        <numerusform>Вычисляет карту ещё {n} раз.</numerusform>
        <numerusform>Вычисляет карту ещё {n} раза.</numerusform>
        <numerusform>Вычисляет карту ещё {n} раз.</numerusform>
      </translation>
    </message>
    <message>
      <source>Needs no pass of the model.</source>
      <translation>Не требует проходов модели.</translation>
    </message>
    <message numerus="yes">
      <source>Needs {n} passes of the model.</source>
      <translation>
        <numerusform>Нужен {n} проход модели.</numerusform>
        <numerusform>Нужны {n} прохода модели.</numerusform>
        <numerusform>Нужно {n} проходов модели.</numerusform>
      </translation>
    </message>
    <message>
      <source>Needs tens of passes of the model.</source>
      <translation>Требует десятков проходов модели.</translation>
    </message>
    <message>
      <source>Needs one pass of the model.</source>
      <translation>Требует одного прохода модели.</translation>
    </message>
    <message>
      <source>shown</source>
      <translation>показанное</translation>
    </message>
    <message>
      <source>selected</source>
      <translation>выбранные</translation>
    </message>
    <message>
      <source>all</source>
      <translation>все</translation>
    </message>
    <message>
      <source>Ctrl+click or Shift+click selects several pictures in the list.</source>
      <translation>Щелчок с Ctrl или Shift выбирает в списке несколько изображений.</translation>
    </message>
    <message>
      <source>&amp;Measure</source>
      <translation>Из&amp;мерить</translation>
    </message>
    <message>
      <source>Measure the maps of the chosen methods and of two controls with the ticked metrics</source>
      <translation>Оценить карты выбранных методов и двух контрольных карт по отмеченным метрикам</translation>
    </message>
    <message>
      <source>Sanit&amp;y check</source>
      <translation>Проверк&amp;а</translation>
    </message>
    <message>
      <source>How much the maps change when the model's layers are re-initialised from the top, and when another class is explained; they should change</source>
      <translation>Насколько меняются карты, когда слои модели заново инициализируются сверху и когда объясняется другой класс; они должны меняться</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>Таблица</translation>
    </message>
    <message>
      <source>No scores yet. Choose methods on the right (Ctrl+click for several), tick metrics, and press Measure.</source>
      <translation>Оценок пока нет. Выберите методы справа (несколько: щелчком с Ctrl), отметьте метрики и нажмите «Измерить».</translation>
    </message>
    <message>
      <source>Metric of the curves</source>
      <translation>Метрика кривых</translation>
    </message>
    <message>
      <source>Pictures of the curves</source>
      <translation>Изображения кривых</translation>
    </message>
    <message>
      <source>The mean over all measured pictures, or the shown picture</source>
      <translation>Среднее по всем измеренным изображениям или показанное изображение</translation>
    </message>
    <message>
      <source>Copy the table as text (Ctrl+C in the table)</source>
      <translation>Скопировать таблицу как текст (Ctrl+C в таблице)</translation>
    </message>
    <message>
      <source>Save the table...</source>
      <translation>Сохранить таблицу...</translation>
    </message>
    <message>
      <source>Shown picture</source>
      <translation>Показанное</translation>
    </message>
    <message>
      <source>No curve for this picture.</source>
      <translation>Для этого изображения кривых нет.</translation>
    </message>
    <message>
      <source>Curves</source>
      <translation>Кривые</translation>
    </message>
    <message>
      <source>None of these metrics has a curve.</source>
      <translation>Ни у одной из этих метрик нет кривой.</translation>
    </message>
    <message>
      <source>Save report</source>
      <translation>Сохранить отчёт</translation>
    </message>
    <message>
      <source>Pictures measured: {count}, time: {time}</source>
      <translation>Измерено изображений: {count}, время: {time}</translation>
    </message>
    <message numerus="yes">
      <source>{n} pictures could not be measured; see the log. The others were measured.</source>
      <translation>
        <numerusform>Не удалось измерить {n} изображение; причины в журнале. Остальные измерены.</numerusform>
        <numerusform>Не удалось измерить {n} изображения; причины в журнале. Остальные измерены.</numerusform>
        <numerusform>Не удалось измерить {n} изображений; причины в журнале. Остальные измерены.</numerusform>
      </translation>
    </message>
    <message>
      <source>A control: it does not depend on the model. A method should do better.</source>
      <translation>Контрольная карта: она не зависит от модели. Метод должен быть лучше неё.</translation>
    </message>
    <message>
      <source>The best: better than every other method over the same pictures.</source>
      <translation>Лучший: на одних и тех же изображениях лучше всех остальных методов.</translation>
    </message>
    <message>
      <source>Among the best: it comes first, or is not shown worse than the first; more pictures may decide.</source>
      <translation>Среди лучших: первый или тот, чьё отставание от первого не доказано; может помочь большее число изображений.</translation>
    </message>
    <message>
      <source>The worst: every other method is better over the same pictures.</source>
      <translation>Худший: на одних и тех же изображениях все остальные методы лучше.</translation>
    </message>
    <message>
      <source>Among the worst: it comes last, or is not shown better than the last; more pictures may decide.</source>
      <translation>Среди худших: последний или тот, чьё превосходство над последним не доказано; может помочь большее число изображений.</translation>
    </message>
    <message>
      <source>Not shown better than {control}: better on {wins} of {count} pictures.</source>
      <translation>Превосходство над «{control}» не доказано: лучше на {wins} из {count} изображений.</translation>
    </message>
    <message>
      <source>Scores of the model {name}, not of the chosen one</source>
      <translation>Оценки карт модели {name}, а не выбранной модели</translation>
    </message>
    <message>
      <source>Not measured yet.</source>
      <translation>Ещё не измерено.</translation>
    </message>
    <message>
      <source>Scores of the model {name}</source>
      <translation>Оценки карт модели {name}</translation>
    </message>
    <message>
      <source>{mean}, pictures: {count}. An interval needs at least {fewest} pictures.</source>
      <translation>{mean}, изображений: {count}. Для интервала нужно не меньше {fewest}.</translation>
    </message>
    <message numerus="yes">
      <source>{mean}, the mean over {n} pictures; its 95 % interval is {low} to {high}.</source>
      <translation>
        <numerusform>{mean} — среднее по {n} изображению; 95-процентный интервал от {low} до {high}.</numerusform>
        <numerusform>{mean} — среднее по {n} изображениям; 95-процентный интервал от {low} до {high}.</numerusform>
        <numerusform>{mean} — среднее по {n} изображениям; 95-процентный интервал от {low} до {high}.</numerusform>
      </translation>
    </message>
    <message>
      <source>Measured on fewer pictures than others: {count} of {all}.</source>
      <translation>Измерено не на всех изображениях: {count} из {all}.</translation>
    </message>
    <message>
      <source>No better than {controls}: a map that ignores the model does as well.</source>
      <translation>Не лучше, чем {controls}: карта, не смотрящая на модель, справляется не хуже.</translation>
    </message>
    <message>
      <source>mean, 95 % interval</source>
      <translation>среднее, 95 % интервал</translation>
    </message>
    <message>
      <source>low</source>
      <translation>от</translation>
    </message>
    <message>
      <source>high</source>
      <translation>до</translation>
    </message>
    <message>
      <source>Save table</source>
      <translation>Сохранить таблицу</translation>
    </message>
    <message>
      <source>Title of reports</source>
      <translation>Заголовок отчётов</translation>
    </message>
    <message>
      <source>This is printed at the top of reports, and asked once. What you leave empty is left out.</source>
      <translation>Эти сведения печатаются в начале отчётов и запрашиваются один раз. Незаполненные поля опускаются.</translation>
    </message>
    <message>
      <source>OK</source>
      <translation>ОК</translation>
    </message>
    <message>
      <source>{done} / {total} MB</source>
      <translation>{done} / {total} МБ</translation>
    </message>
    <message>
      <source>{size} MB</source>
      <translation>{size} МБ</translation>
    </message>
    <message>
      <source>The weights of {name} are not installed.</source>
      <translation>Веса модели {name} не установлены.</translation>
    </message>
    <message>
      <source>Download {size} MB</source>
      <translation>Скачать {size} МБ</translation>
    </message>
    <message>
      <source>{size} GB</source>
      <translation>{size} ГБ</translation>
    </message>
    <message>
      <source>&amp;Device</source>
      <translation>&amp;Устройство</translation>
    </message>
    <message>
      <source>Run on</source>
      <translation>Где выполнять</translation>
    </message>
    <message>
      <source>Memory for a batch</source>
      <translation>Память для пакета</translation>
    </message>
    <message>
      <source>Automatic: a GPU if there is one</source>
      <translation>Автоматически: графический процессор (GPU), если он есть</translation>
    </message>
    <message>
      <source>Automatic: half of what is free</source>
      <translation>Автоматически: половина свободной</translation>
    </message>
    <message>
      <source>Use {model}</source>
      <translation>Использовать {model}</translation>
    </message>
    <message>
      <source>The built-in model knows nothing but ten kinds of drawn things: what it says of other pictures, however sure, means nothing.</source>
      <translation>Встроенная модель знает только десять видов нарисованных предметов: её ответы о других изображениях, даже самые уверенные, ничего не значат.</translation>
    </message>
    <message>
      <source>Get a model...</source>
      <translation>Получить модель...</translation>
    </message>
    <message>
      <source>Imported: {came}. Already installed: {were}. Failed: {failed}.</source>
      <translation>Импортировано: {came}. Уже установлены: {were}. Ошибок: {failed}.</translation>
    </message>
    <message>
      <source>Delete the weights of {name} from {folder}?</source>
      <translation>Удалить веса модели {name} из {folder}?</translation>
    </message>
    <message>
      <source>{here} of {all} models are installed, {size} MB.</source>
      <translation>Установлено моделей: {here} из {all}, {size} МБ.</translation>
    </message>
    <message>
      <source>Filter by name</source>
      <translation>Фильтр по имени</translation>
    </message>
    <message>
      <source>No model matches the filter.</source>
      <translation>Нет моделей, подходящих под фильтр.</translation>
    </message>
    <message>
      <source>Remove...</source>
      <translation>Удалить...</translation>
    </message>
    <message>
      <source>Import from folder...</source>
      <translation>Импорт из папки...</translation>
    </message>
    <message>
      <source>Copy weights and models from a folder or a USB stick</source>
      <translation>Скопировать веса и модели из папки или с флешки</translation>
    </message>
    <message>
      <source>Open model folder</source>
      <translation>Открыть папку моделей</translation>
    </message>
    <message>
      <source>{name} is installed.</source>
      <translation>Модель {name} установлена.</translation>
    </message>
    <message>
      <source>Stopped. Press Resume to continue the download.</source>
      <translation>Остановлено. Нажмите «Продолжить», чтобы докачать.</translation>
    </message>
    <message>
      <source>Stopped. The models imported so far stay installed.</source>
      <translation>Остановлено. Уже импортированные модели остаются.</translation>
    </message>
    <message>
      <source>Install</source>
      <translation>Установить</translation>
    </message>
    <message>
      <source>The weights of {name} are removed.</source>
      <translation>Веса модели {name} удалены.</translation>
    </message>
    <message>
      <source>Import from folder</source>
      <translation>Импорт из папки</translation>
    </message>
    <message>
      <source>Manage...</source>
      <translation>Все модели...</translation>
    </message>
    <message>
      <source>All models: install, import from a folder, remove</source>
      <translation>Все модели: установка, импорт из папки, удаление</translation>
    </message>
    <message>
      <source>Options...</source>
      <translation>Настройки...</translation>
    </message>
    <message>
      <source>Class names, preprocessing and output of your model</source>
      <translation>Имена классов, предобработка и выход вашей модели</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Стоп</translation>
    </message>
    <message>
      <source>Get more...</source>
      <translation>Ещё модели...</translation>
    </message>
    <message>
      <source>Demo: drawn scenes (built in)</source>
      <translation>Демо: рисунки (встроена)</translation>
    </message>
    <message>
      <source>{name} (not installed)</source>
      <translation>{name} (не установлена)</translation>
    </message>
    <message>
      <source>Input</source>
      <translation>Вход</translation>
    </message>
    <message>
      <source>Size, MB</source>
      <translation>Размер, МБ</translation>
    </message>
    <message>
      <source>built in</source>
      <translation>встроена</translation>
    </message>
    <message>
      <source>installed</source>
      <translation>установлена</translation>
    </message>
    <message>
      <source>damaged</source>
      <translation>повреждены</translation>
    </message>
    <message>
      <source>partial: {done} of {total} MB</source>
      <translation>частично: {done} из {total} МБ</translation>
    </message>
    <message>
      <source>not installed</source>
      <translation>не установлена</translation>
    </message>
    <message>
      <source>downloading: {done} of {total} MB</source>
      <translation>загрузка: {done} из {total} МБ</translation>
    </message>
    <message>
      <source>Demo: drawn scenes</source>
      <translation>Демо: рисованные сцены</translation>
    </message>
    <message numerus="yes">
      <source>{name}: {n} classes</source>
      <translation>
        <numerusform>{name}: {n} класс</numerusform>
        <numerusform>{name}: {n} класса</numerusform>
        <numerusform>{name}: {n} классов</numerusform>
      </translation>
    </message>
    <message>
      <source>{width} × {height} pixels</source>
      <translation>{width} × {height} пикселей</translation>
    </message>
    <message numerus="yes">
      <source>{name}: {n} numbers</source>
      <translation>
        <numerusform>{name}: {n} число</numerusform>
        <numerusform>{name}: {n} числа</numerusform>
        <numerusform>{name}: {n} чисел</numerusform>
      </translation>
    </message>
    <message>
      <source>a list of {count} numbers</source>
      <translation>список чисел, всего {count}</translation>
    </message>
    <message>
      <source>any size</source>
      <translation>любой размер</translation>
    </message>
    <message>
      <source>Model: {name}</source>
      <translation>Модель: {name}</translation>
    </message>
    <message>
      <source>Guess: {name}. {reason}</source>
      <translation>Предположение: {name}. {reason}</translation>
    </message>
    <message>
      <source>Class names</source>
      <translation>Имена классов</translation>
    </message>
    <message>
      <source>Remove this model from the list</source>
      <translation>Убрать эту модель из списка</translation>
    </message>
    <message>
      <source>Remove it from the list of models. Its file stays.</source>
      <translation>Убрать из списка моделей. Файл останется.</translation>
    </message>
    <message>
      <source>{count} parameters, {size}</source>
      <translation>Параметров: {count}, {size}</translation>
    </message>
    <message>
      <source>Output is</source>
      <translation>Выход — это</translation>
    </message>
    <message>
      <source>Preprocessing</source>
      <translation>Предобработка</translation>
    </message>
    <message>
      <source>channel {name}: {low} to {high}</source>
      <translation>канал {name}: от {low} до {high}</translation>
    </message>
    <message>
      <source>{count}: {names}</source>
      <translation>{count}: {names}</translation>
    </message>
    <message>
      <source>Choose...</source>
      <translation>Выбрать...</translation>
    </message>
    <message>
      <source>Names of the outputs</source>
      <translation>Имена выходов</translation>
    </message>
    <message>
      <source>As detected</source>
      <translation>Как определено</translation>
    </message>
    <message>
      <source>Softmax: class probabilities that sum to 1</source>
      <translation>Softmax: вероятности классов, в сумме 1</translation>
    </message>
    <message>
      <source>Sigmoid: independent probabilities</source>
      <translation>Сигмоида: независимые вероятности</translation>
    </message>
    <message>
      <source>Logits: class scores</source>
      <translation>Логиты: оценки классов</translation>
    </message>
    <message>
      <source>Probabilities as they are</source>
      <translation>Вероятности без изменений</translation>
    </message>
    <message>
      <source>Numbers (regression)</source>
      <translation>Числа (регрессия)</translation>
    </message>
    <message>
      <source>Detected: {meaning}</source>
      <translation>Определено: {meaning}</translation>
    </message>
    <message>
      <source>Use "{name}"</source>
      <translation>Использовать «{name}»</translation>
    </message>
    <message>
      <source>Downloading {name}</source>
      <translation>Скачивание модели {name}</translation>
    </message>
    <message>
      <source>Importing from {folder}</source>
      <translation>Импорт из {folder}</translation>
    </message>
    <message>
      <source>Keras models</source>
      <translation>Модели Keras</translation>
    </message>
    <message>
      <source>Open model</source>
      <translation>Открыть модель</translation>
    </message>
    <message>
      <source>Dismiss</source>
      <translation>Скрыть сообщение</translation>
    </message>
    <message>
      <source>Omitted: {methods}. {reason}</source>
      <translation>Пропущено: {methods}. {reason}</translation>
    </message>
    <message>
      <source>Messages appear here.</source>
      <translation>Здесь появятся сообщения.</translation>
    </message>
    <message>
      <source>Copy report</source>
      <translation>Скопировать отчёт</translation>
    </message>
    <message>
      <source>Copy versions, system and messages, for a problem report</source>
      <translation>Скопировать версии, систему и сообщения для отчёта о неполадке</translation>
    </message>
    <message>
      <source>Saved: {file}</source>
      <translation>Сохранено: {file}</translation>
    </message>
    <message>
      <source>Download again ({size} MB)</source>
      <translation>Скачать снова ({size} МБ)</translation>
    </message>
    <message>
      <source>Command, method, model, class or picture</source>
      <translation>Команда, метод, модель, класс или изображение</translation>
    </message>
    <message>
      <source>Found</source>
      <translation>Найдено</translation>
    </message>
    <message>
      <source>Probability</source>
      <translation>Вероятность</translation>
    </message>
    <message>
      <source>Margin</source>
      <translation>Отрыв</translation>
    </message>
    <message>
      <source>Entropy</source>
      <translation>Энтропия</translation>
    </message>
    <message>
      <source>Right?</source>
      <translation>Верно?</translation>
    </message>
    <message>
      <source>Rank</source>
      <translation>Ранг</translation>
    </message>
    <message>
      <source>Date</source>
      <translation>Дата</translation>
    </message>
    <message>
      <source>File name, or the array and the number in it</source>
      <translation>Имя файла или массив и номер в нём</translation>
    </message>
    <message>
      <source>The class that the data set, or you, gave the picture</source>
      <translation>Класс, который изображению дали набор данных или вы</translation>
    </message>
    <message>
      <source>The most probable class by the model</source>
      <translation>Самый вероятный класс по мнению модели</translation>
    </message>
    <message>
      <source>Of the most probable class</source>
      <translation>Самого вероятного класса</translation>
    </message>
    <message>
      <source>The probability of the first class minus that of the second</source>
      <translation>Вероятность первого класса минус вероятность второго</translation>
    </message>
    <message>
      <source>Of the probabilities of all classes, in nats: high where the model is unsure</source>
      <translation>Вероятностей всех классов, в натах: велика там, где модель не уверена</translation>
    </message>
    <message>
      <source>Whether the most probable class is the label</source>
      <translation>Совпадает ли самый вероятный класс с меткой</translation>
    </message>
    <message>
      <source>Rank of the label among all classes, by probability</source>
      <translation>Место метки среди всех классов по вероятности</translation>
    </message>
    <message>
      <source>Cross entropy: -log(probability of the label), in nats</source>
      <translation>Перекрёстная энтропия: -log(вероятность метки), в натах</translation>
    </message>
    <message>
      <source>Whether the object is marked on the picture</source>
      <translation>Отмечен ли объект на изображении</translation>
    </message>
    <message>
      <source>What a background job does with the picture</source>
      <translation>Что с изображением делает фоновое задание</translation>
    </message>
    <message>
      <source>What you say of the map: Explain &gt; Review maps</source>
      <translation>Ваша оценка карты: Объяснение &gt; Проверка карт</translation>
    </message>
    <message>
      <source>When the file was changed last</source>
      <translation>Время последнего изменения файла</translation>
    </message>
    <message>
      <source>Explained</source>
      <translation>Объяснено</translation>
    </message>
    <message>
      <source>%Y-%m-%d %H:%M</source>
      <translation>%d.%m.%Y %H:%M</translation>
    </message>
    <message>
      <source>All classes</source>
      <translation>Все классы</translation>
    </message>
    <message>
      <source>Open pictures</source>
      <translation>Открыть изображения</translation>
    </message>
    <message>
      <source>There are no pictures in {names}.</source>
      <translation>Нет изображений в {names}.</translation>
    </message>
    <message>
      <source>{file} no longer exists. The picture stays open until you open another one.</source>
      <translation>Файла {file} больше нет. Изображение остаётся открытым, пока вы не откроете другое.</translation>
    </message>
    <message>
      <source>set label</source>
      <translation>новая метка</translation>
    </message>
    <message>
      <source>The run was made with {model}. Open that model first, then the run.</source>
      <translation>Эти результаты получены с моделью {model}. Откройте сначала её, затем результаты.</translation>
    </message>
    <message>
      <source>The regions in {file} were not read: it is larger than {limit} MB.</source>
      <translation>Области объектов из {file} не прочитаны: файл больше {limit} МБ.</translation>
    </message>
    <message numerus="yes">
      <source>Data set {file}: {n} pictures</source>
      <translation>
        <numerusform>Набор данных {file}: {n} изображение</numerusform>
        <numerusform>Набор данных {file}: {n} изображения</numerusform>
        <numerusform>Набор данных {file}: {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>Entries of {file} that were left out: {left} of {count}.</source>
      <translation>Пропущено записей в {file}: {left} из {count}.</translation>
    </message>
    <message>
      <source>Read regions</source>
      <translation>Прочитать области</translation>
    </message>
    <message>
      <source>Show which...</source>
      <translation>Показать какие...</translation>
    </message>
    <message>
      <source>Left out</source>
      <translation>Пропущено</translation>
    </message>
    <message>
      <source>Match classes...</source>
      <translation>Сопоставить классы...</translation>
    </message>
    <message>
      <source>Classes of the data set that are not among those of the model: {unmatched} of {count}.</source>
      <translation>Классов набора данных, которых не нашлось среди классов модели: {unmatched} из {count}.</translation>
    </message>
    <message>
      <source>Open data set</source>
      <translation>Открыть набор данных</translation>
    </message>
    <message>
      <source>A folder (one subfolder a class, or pictures with a CSV), or a file (CSV, .npz, .npy, IDX, CIFAR)?</source>
      <translation>Папка (с подпапкой на каждый класс или изображения с CSV) или файл (CSV, .npz, .npy, IDX, CIFAR)?</translation>
    </message>
    <message>
      <source>Folder...</source>
      <translation>Папка...</translation>
    </message>
    <message>
      <source>File...</source>
      <translation>Файл...</translation>
    </message>
    <message>
      <source>Set label</source>
      <translation>Задать метку</translation>
    </message>
    <message>
      <source>Class name or index; empty: no label</source>
      <translation>Имя или номер класса; пусто: без метки</translation>
    </message>
    <message>
      <source>Data sets</source>
      <translation>Наборы данных</translation>
    </message>
    <message numerus="yes">
      <source>Label of {n} selected pictures:</source>
      <translation>
        <numerusform>Метка {n} выбранного изображения:</numerusform>
        <numerusform>Метка {n} выбранных изображений:</numerusform>
        <numerusform>Метка {n} выбранных изображений:</numerusform>
      </translation>
    </message>
    <message>
      <source>No class is called {name}. Write a name of the list, or an index.</source>
      <translation>Класса с именем {name} нет. Напишите имя из списка или номер.</translation>
    </message>
    <message>
      <source>The dates were not read: the pictures are in the order in which they were opened.</source>
      <translation>Даты не прочитаны: изображения стоят в том порядке, в котором были открыты.</translation>
    </message>
    <message>
      <source>The most probable class is not the label</source>
      <translation>Самый вероятный класс не совпадает с меткой</translation>
    </message>
    <message>
      <source>Unsure</source>
      <translation>Не уверена</translation>
    </message>
    <message>
      <source>The probability of the most probable class is below 0.5</source>
      <translation>Вероятность самого вероятного класса ниже 0,5</translation>
    </message>
    <message>
      <source>The object is marked on the picture</source>
      <translation>Объект отмечен на изображении</translation>
    </message>
    <message>
      <source>The picture cannot be read, predicted or explained</source>
      <translation>Изображение нельзя прочесть, предсказать или объяснить</translation>
    </message>
    <message>
      <source>Range of the probability</source>
      <translation>Диапазон вероятности</translation>
    </message>
    <message>
      <source>Pictures whose top-1 probability is in this range. Space: the other handle</source>
      <translation>Изображения, у которых вероятность первого класса в этом диапазоне. Пробел: другой ползунок</translation>
    </message>
    <message>
      <source>Probability {low} to {high} %</source>
      <translation>Вероятность от {low} до {high} %</translation>
    </message>
    <message numerus="yes">
      <source>{filter}: {n} pictures</source>
      <translation>
        <numerusform>{filter}: {n} изображение</numerusform>
        <numerusform>{filter}: {n} изображения</numerusform>
        <numerusform>{filter}: {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>Label is...</source>
      <translation>Метка равна...</translation>
    </message>
    <message>
      <source>Predicted as...</source>
      <translation>Предсказан класс...</translation>
    </message>
    <message>
      <source>Reviewed as...</source>
      <translation>Результат проверки...</translation>
    </message>
    <message>
      <source>List</source>
      <translation>Список</translation>
    </message>
    <message>
      <source>No pictures yet.
Drop files or folders here.</source>
      <translation>Изображений пока нет.
Перетащите сюда файлы или папки.</translation>
    </message>
    <message numerus="yes">
      <source>{listed} of {n} pictures</source>
      <translation>
        <numerusform>{listed} из {n} изображения</numerusform>
        <numerusform>{listed} из {n} изображений</numerusform>
        <numerusform>{listed} из {n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>Size of the thumbnails</source>
      <translation>Размер миниатюр</translation>
    </message>
    <message numerus="yes">
      <source>{n} pictures</source>
      <translation>
        <numerusform>{n} изображение</numerusform>
        <numerusform>{n} изображения</numerusform>
        <numerusform>{n} изображений</numerusform>
      </translation>
    </message>
    <message>
      <source>{pictures}, {selected} selected</source>
      <translation>{pictures}, выбрано: {selected}</translation>
    </message>
    <message>
      <source>the same name</source>
      <translation>то же имя</translation>
    </message>
    <message>
      <source>the same name but for case and punctuation</source>
      <translation>то же имя с точностью до регистра и знаков</translation>
    </message>
    <message>
      <source>a synonym</source>
      <translation>синоним</translation>
    </message>
    <message>
      <source>the WordNet id</source>
      <translation>номер WordNet</translation>
    </message>
    <message>
      <source>the number</source>
      <translation>номер</translation>
    </message>
    <message>
      <source>a similar name</source>
      <translation>похожее имя</translation>
    </message>
    <message>
      <source>Class of the model</source>
      <translation>Класс модели</translation>
    </message>
    <message>
      <source>Classes of the data set and of the model</source>
      <translation>Классы набора данных и модели</translation>
    </message>
    <message>
      <source>Double-click a class of the model to choose another one. Pictures of a class without a match have no label.</source>
      <translation>Двойной щелчок по классу модели позволяет выбрать другой. У изображений класса без соответствия нет метки.</translation>
    </message>
    <message>
      <source>none</source>
      <translation>нет</translation>
    </message>
    <message>
      <source>Class of the data set</source>
      <translation>Класс набора данных</translation>
    </message>
    <message>
      <source>Found by</source>
      <translation>Найдено по признаку</translation>
    </message>
    <message>
      <source>Fetch this from the network, and open it?</source>
      <translation>Загрузить это из сети и открыть?</translation>
    </message>
    <message>
      <source>Fetch</source>
      <translation>Загрузить</translation>
    </message>
    <message>
      <source>There is no picture, no path of a file and no link in the clipboard.</source>
      <translation>В буфере обмена нет ни изображения, ни пути к файлу, ни ссылки.</translation>
    </message>
    <message>
      <source>This file cannot be read as a picture</source>
      <translation>Этот файл не читается как изображение</translation>
    </message>
    <message numerus="yes">
      <source>Predicted {n} pictures in {time}</source>
      <translation>
        <numerusform>Получены предсказания для {n} изображения, время: {time}</numerusform>
        <numerusform>Получены предсказания для {n} изображений, время: {time}</numerusform>
        <numerusform>Получены предсказания для {n} изображений, время: {time}</numerusform>
      </translation>
    </message>
    <message>
      <source>Cancelled; what was predicted stays</source>
      <translation>Отменено; предсказанное остаётся</translation>
    </message>
    <message>
      <source>All pictures have their prediction</source>
      <translation>У всех изображений есть предсказание</translation>
    </message>
    <message>
      <source>Pictures that could not be predicted: {count}. The filter Failed lists them.</source>
      <translation>Изображения, для которых нет предсказания: {count}. Их показывает фильтр «Ошибка».</translation>
    </message>
    <message>
      <source>remove pictures</source>
      <translation>удаление изображений из списка</translation>
    </message>
    <message>
      <source>clear list</source>
      <translation>очистка списка</translation>
    </message>
    <message>
      <source>Removed from the list: {count}. The files stay.</source>
      <translation>Убрано из списка: {count}. Файлы остаются на месте.</translation>
    </message>
    <message>
      <source>mark</source>
      <translation>отметка</translation>
    </message>
    <message>
      <source>Reviewed: {done} of {count}</source>
      <translation>Проверено: {done} из {count}</translation>
    </message>
    <message>
      <source>The arrows walk, 1 to 4 mark, 0 takes the mark away</source>
      <translation>Стрелки переходят между изображениями, 1–4 ставят отметку, 0 снимает её</translation>
    </message>
    <message>
      <source>End the review</source>
      <translation>Закончить проверку</translation>
    </message>
    <message>
      <source>Greatest first</source>
      <translation>Сначала наибольшие</translation>
    </message>
    <message>
      <source>As opened</source>
      <translation>Как открыты</translation>
    </message>
    <message>
      <source>Save table of pictures</source>
      <translation>Сохранить таблицу изображений</translation>
    </message>
    <message>
      <source>See what the classifier looks at</source>
      <translation>Посмотрите, на что смотрит классификатор</translation>
    </message>
    <message>
      <source>Drop pictures, a folder or a model anywhere in this window, or begin here:</source>
      <translation>Перетащите изображения, папку или модель в любое место окна или начните здесь:</translation>
    </message>
    <message>
      <source>See how it works</source>
      <translation>Посмотреть, как это работает</translation>
    </message>
    <message>
      <source>A small built-in model and a dozen drawn pictures. Needs no network.</source>
      <translation>Небольшая встроенная модель и дюжина рисунков. Сеть не нужна.</translation>
    </message>
    <message>
      <source>Open the scenes</source>
      <translation>Открыть сцены</translation>
    </message>
    <message>
      <source>{model} knows 1000 kinds of things in photos.</source>
      <translation>{model} знает 1000 видов предметов на фотографиях.</translation>
    </message>
    <message>
      <source>Photos need a model of photos, such as MobileNetV2: download it, or import its file.</source>
      <translation>Для фотографий нужна обученная на них модель, например MobileNetV2: скачайте её или импортируйте файл.</translation>
    </message>
    <message>
      <source>Your own model</source>
      <translation>Ваша модель</translation>
    </message>
    <message>
      <source>A trained Keras model: .keras or .h5. It is checked before it is loaded.</source>
      <translation>Обученная модель Keras: .keras или .h5. Перед загрузкой она проверяется.</translation>
    </message>
    <message>
      <source>Open model...</source>
      <translation>Открыть модель...</translation>
    </message>
    <message>
      <source>Your photos</source>
      <translation>Ваши фотографии</translation>
    </message>
    <message>
      <source>Open photos...</source>
      <translation>Открыть фото...</translation>
    </message>
    <message>
      <source>Computing</source>
      <translation>Вычисления</translation>
    </message>
    <message numerus="yes">
      <source>{n} workers answered, after {seconds} s.</source>
      <translation>
        <numerusform>Ответил {n} исполнитель, через {seconds} с.</numerusform>
        <numerusform>Ответили {n} исполнителя, через {seconds} с.</numerusform>
        <numerusform>Ответили {n} исполнителей, через {seconds} с.</numerusform>
      </translation>
    </message>
    <message>
      <source>Compute maps in a confined process of its own</source>
      <translation>Вычислять карты в отдельном процессе с ограниченными правами</translation>
    </message>
    <message>
      <source>A crash of a library then costs one job. On Linux a model can then neither read your files nor reach the network. Switch it off if it cannot use your GPU. Holds from the next start.</source>
      <translation>Тогда сбой библиотеки стоит одной задачи. В Linux модель не сможет ни читать ваши файлы, ни выходить в сеть. Выключите, если так не используется ваш GPU. Действует со следующего запуска.</translation>
    </message>
    <message>
      <source>This program</source>
      <translation>Эта программа</translation>
    </message>
    <message>
      <source>Processes of this machine</source>
      <translation>Процессы этого компьютера</translation>
    </message>
    <message>
      <source>A cluster</source>
      <translation>Кластер</translation>
    </message>
    <message>
      <source>Number of processes</source>
      <translation>Число процессов</translation>
    </message>
    <message>
      <source>Where long jobs run, one after the other: predictions, maps and exports of selected pictures, mean maps, evaluations. What you wait for at a picture is always computed in this program.</source>
      <translation>Где выполняются, одна за другой, долгие задачи: предсказания, карты и экспорт выбранных изображений, средние карты, оценивание. То, чего вы ждёте у изображения, всегда вычисляет эта программа.</translation>
    </message>
    <message>
      <source>Processes and clusters need packages that are not installed. This command installs them: {command}</source>
      <translation>Для процессов и кластеров нужны пакеты, которые не установлены. Их устанавливает команда: {command}</translation>
    </message>
    <message>
      <source>Address</source>
      <translation>Адрес</translation>
    </message>
    <message>
      <source>Certificates</source>
      <translation>Сертификаты</translation>
    </message>
    <message>
      <source>Connecting...</source>
      <translation>Соединение...</translation>
    </message>
    <message>
      <source>Test connection</source>
      <translation>Проверить соединение</translation>
    </message>
    <message>
      <source>Preferences</source>
      <translation>Параметры программы</translation>
    </message>
    <message>
      <source>Pages</source>
      <translation>Страницы</translation>
    </message>
    <message>
      <source>Reset this page</source>
      <translation>Сбросить эту страницу</translation>
    </message>
    <message>
      <source>Display</source>
      <translation>Отображение</translation>
    </message>
    <message>
      <source>Normalise</source>
      <translation>Нормировка</translation>
    </message>
    <message>
      <source>The same as in the toolbar: it holds for all maps at once, and is remembered for the next start.</source>
      <translation>То же, что на панели инструментов: действует сразу на все карты и запоминается для следующего запуска.</translation>
    </message>
    <message>
      <source>Cache</source>
      <translation>Кэш</translation>
    </message>
    <message>
      <source>Clear cache</source>
      <translation>Очистить кэш</translation>
    </message>
    <message>
      <source>The cache holds predictions, checks of model files, unpacked arrays and how long maps took. What is cleared is computed again when it is needed; no picture, region or session is deleted.</source>
      <translation>В кэше хранятся предсказания, проверки файлов моделей, распакованные массивы и время построения карт. Удалённое при необходимости вычисляется заново; изображения, области и сеансы не удаляются.</translation>
    </message>
    <message>
      <source>Size of the cache: {size}</source>
      <translation>Размер кэша: {size}</translation>
    </message>
    <message>
      <source>General</source>
      <translation>Общие</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>Язык</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>Тема</translation>
    </message>
    <message>
      <source>Open at the start</source>
      <translation>Открыть при запуске</translation>
    </message>
    <message>
      <source>Model at the start</source>
      <translation>Модель при запуске</translation>
    </message>
    <message>
      <source>Method at the start</source>
      <translation>Метод при запуске</translation>
    </message>
    <message>
      <source>What is for the start holds from the next one on. The command line goes before it.</source>
      <translation>Выбранное для запуска действует со следующего раза. Параметры командной строки важнее.</translation>
    </message>
    <message>
      <source>The one chosen last</source>
      <translation>Последняя выбранная</translation>
    </message>
    <message>
      <source>Those chosen last</source>
      <translation>Последние выбранные</translation>
    </message>
    <message>
      <source>System</source>
      <translation>Как в системе</translation>
    </message>
    <message>
      <source>Nothing</source>
      <translation>Ничего</translation>
    </message>
    <message>
      <source>What was open last</source>
      <translation>То, что было открыто</translation>
    </message>
    <message>
      <source>Default: {keys}</source>
      <translation>По умолчанию: {keys}</translation>
    </message>
    <message>
      <source>Menu</source>
      <translation>Меню</translation>
    </message>
    <message>
      <source>Shortcuts</source>
      <translation>Клавиши</translation>
    </message>
    <message>
      <source>No key</source>
      <translation>Без клавиши</translation>
    </message>
    <message>
      <source>Default</source>
      <translation>По умолчанию</translation>
    </message>
    <message>
      <source>Key for {command}</source>
      <translation>Клавиша для команды «{command}»</translation>
    </message>
    <message>
      <source>{keys} is in use: {command}.</source>
      <translation>Сочетание {keys} занято: {command}.</translation>
    </message>
    <message>
      <source>Open &amp;recent</source>
      <translation>Открыть &amp;недавние</translation>
    </message>
    <message>
      <source>Clear list</source>
      <translation>Очистить список</translation>
    </message>
    <message>
      <source>add rectangle</source>
      <translation>новый прямоугольник</translation>
    </message>
    <message>
      <source>add ellipse</source>
      <translation>новый эллипс</translation>
    </message>
    <message>
      <source>add polygon</source>
      <translation>новый многоугольник</translation>
    </message>
    <message>
      <source>erase</source>
      <translation>стирание</translation>
    </message>
    <message>
      <source>change region</source>
      <translation>изменение области</translation>
    </message>
    <message>
      <source>clear regions</source>
      <translation>удаление всех областей</translation>
    </message>
    <message>
      <source>open regions</source>
      <translation>открытие областей</translation>
    </message>
    <message>
      <source>add brush stroke</source>
      <translation>мазок кисти</translation>
    </message>
    <message>
      <source>delete region</source>
      <translation>удаление области</translation>
    </message>
    <message>
      <source>More messages in the log: {count}.</source>
      <translation>Ещё сообщений в журнале: {count}.</translation>
    </message>
    <message>
      <source>There are no regions to save. Draw one, or open an annotation file.</source>
      <translation>Нет областей, которые можно сохранить. Нарисуйте область или откройте файл разметки.</translation>
    </message>
    <message>
      <source>Annotations</source>
      <translation>Разметка</translation>
    </message>
    <message>
      <source>{one} and {other} have the same name, and the file identifies pictures by name. Rename one of them.</source>
      <translation>У {one} и {other} одно имя, а в файле изображения различаются по именам. Переименуйте одно из них.</translation>
    </message>
    <message>
      <source>All files</source>
      <translation>Все файлы</translation>
    </message>
    <message>
      <source>Open regions</source>
      <translation>Открыть области</translation>
    </message>
    <message>
      <source>Save regions</source>
      <translation>Сохранить области</translation>
    </message>
    <message>
      <source>Regions saved to {file}, pictures: {count}</source>
      <translation>Области сохранены в {file}, изображений: {count}</translation>
    </message>
    <message>
      <source>Regions opened, pictures: {count}</source>
      <translation>Области открыты, изображений: {count}</translation>
    </message>
    <message>
      <source>Tools for regions</source>
      <translation>Инструменты для областей</translation>
    </message>
    <message>
      <source>Sessions</source>
      <translation>Сеансы</translation>
    </message>
    <message>
      <source>Open session</source>
      <translation>Открыть сеанс</translation>
    </message>
    <message>
      <source>Save session</source>
      <translation>Сохранить сеанс</translation>
    </message>
    <message>
      <source>Session saved to {file}, pictures: {count}</source>
      <translation>Сеанс сохранён в {file}, изображений: {count}</translation>
    </message>
    <message>
      <source>Missing: {names}</source>
      <translation>Не найдены: {names}</translation>
    </message>
    <message>
      <source>attnstudio did not close normally last time.</source>
      <translation>В прошлый раз работа attnstudio была прервана.</translation>
    </message>
    <message>
      <source>The last session is restored, pictures: {count}</source>
      <translation>Последний сеанс восстановлен, изображений: {count}</translation>
    </message>
    <message>
      <source>Session opened: {file}, pictures: {count}</source>
      <translation>Открыт сеанс: {file}, изображений: {count}</translation>
    </message>
    <message>
      <source>Restore the last session</source>
      <translation>Восстановить последний сеанс</translation>
    </message>
    <message>
      <source>There is no model {model} in this version. Choose another.</source>
      <translation>В этой версии нет модели {model}. Выберите другую.</translation>
    </message>
    <message>
      <source>The model file {file} is missing. Restore it and open the session again, or choose another model.</source>
      <translation>Нет файла модели {file}. Верните его на место и откройте сеанс ещё раз или выберите другую модель.</translation>
    </message>
    <message>
      <source>Missing pictures of the session: {count}.</source>
      <translation>Не найдено изображений сеанса: {count}.</translation>
    </message>
    <message>
      <source>Parts of the session could not be restored.</source>
      <translation>Часть сеанса не удалось восстановить.</translation>
    </message>
    <message>
      <source>See the log for details.</source>
      <translation>Подробности — в журнале.</translation>
    </message>
    <message>
      <source>&amp;Open pictures...</source>
      <translation>&amp;Открыть изображения...</translation>
    </message>
    <message>
      <source>Open &amp;folder...</source>
      <translation>Открыть &amp;папку...</translation>
    </message>
    <message>
      <source>Open &amp;data set...</source>
      <translation>Открыть набор &amp;данных...</translation>
    </message>
    <message>
      <source>Open &amp;model...</source>
      <translation>Открыть &amp;модель...</translation>
    </message>
    <message>
      <source>Built-&amp;in scenes</source>
      <translation>&amp;Встроенные сцены</translation>
    </message>
    <message>
      <source>&amp;Save overlay...</source>
      <translation>&amp;Сохранить наложение...</translation>
    </message>
    <message>
      <source>E&amp;xport map...</source>
      <translation>&amp;Экспорт карты...</translation>
    </message>
    <message>
      <source>Pas&amp;te</source>
      <translation>Вс&amp;тавить</translation>
    </message>
    <message>
      <source>&amp;Copy view</source>
      <translation>&amp;Копировать вид</translation>
    </message>
    <message>
      <source>Copy o&amp;verlay</source>
      <translation>Копировать &amp;наложение</translation>
    </message>
    <message>
      <source>Copy map as &amp;numbers</source>
      <translation>Копировать карту &amp;числами</translation>
    </message>
    <message>
      <source>O&amp;pen session...</source>
      <translation>Открыть с&amp;еанс...</translation>
    </message>
    <message>
      <source>Reopen last session</source>
      <translation>Открыть последний сеанс</translation>
    </message>
    <message>
      <source>S&amp;ave session</source>
      <translation>Сохранить се&amp;анс</translation>
    </message>
    <message>
      <source>Save session as...</source>
      <translation>Сохранить сеанс как...</translation>
    </message>
    <message>
      <source>Open re&amp;gions...</source>
      <translation>Открыть о&amp;бласти...</translation>
    </message>
    <message>
      <source>Save r&amp;egions...</source>
      <translation>Со&amp;хранить области...</translation>
    </message>
    <message>
      <source>Count cro&amp;wd and difficult objects</source>
      <translation>&amp;Учитывать скопления и трудные объекты</translation>
    </message>
    <message>
      <source>&amp;Quit</source>
      <translation>В&amp;ыход</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>&amp;Отменить</translation>
    </message>
    <message>
      <source>&amp;Redo</source>
      <translation>&amp;Вернуть</translation>
    </message>
    <message>
      <source>&amp;Pan and select</source>
      <translation>&amp;Сдвиг и выбор</translation>
    </message>
    <message>
      <source>Re&amp;ctangle</source>
      <translation>&amp;Прямоугольник</translation>
    </message>
    <message>
      <source>&amp;Ellipse</source>
      <translation>&amp;Эллипс</translation>
    </message>
    <message>
      <source>P&amp;olygon</source>
      <translation>&amp;Многоугольник</translation>
    </message>
    <message>
      <source>&amp;Brush</source>
      <translation>&amp;Кисть</translation>
    </message>
    <message>
      <source>Er&amp;aser</source>
      <translation>&amp;Ластик</translation>
    </message>
    <message>
      <source>&amp;Smaller brush</source>
      <translation>Кисть ме&amp;ньше</translation>
    </message>
    <message>
      <source>&amp;Larger brush</source>
      <translation>Кисть &amp;больше</translation>
    </message>
    <message>
      <source>Select &amp;next region</source>
      <translation>Выбрать следу&amp;ющую область</translation>
    </message>
    <message>
      <source>&amp;Delete region</source>
      <translation>&amp;Удалить область</translation>
    </message>
    <message>
      <source>Clear reg&amp;ions</source>
      <translation>Удалить вс&amp;е области</translation>
    </message>
    <message>
      <source>Fill re&amp;gions</source>
      <translation>&amp;Заливка областей</translation>
    </message>
    <message>
      <source>&amp;Run</source>
      <translation>&amp;Выполнить</translation>
    </message>
    <message>
      <source>Choose methods...</source>
      <translation>Выбрать методы...</translation>
    </message>
    <message>
      <source>Paste settings</source>
      <translation>Вставить настройки</translation>
    </message>
    <message>
      <source>Run all fast met&amp;hods</source>
      <translation>Выполнить все &amp;быстрые методы</translation>
    </message>
    <message>
      <source>&amp;Predict all</source>
      <translation>&amp;Предсказать все</translation>
    </message>
    <message>
      <source>Explain &amp;these</source>
      <translation>Объ&amp;яснить выбранные</translation>
    </message>
    <message>
      <source>Export maps of se&amp;lected pictures...</source>
      <translation>Экспорт карт выбранных изобра&amp;жений...</translation>
    </message>
    <message>
      <source>Save table of pictures...</source>
      <translation>Сохранить таблицу изображений...</translation>
    </message>
    <message>
      <source>Se&amp;t label...</source>
      <translation>Задать ме&amp;тку...</translation>
    </message>
    <message>
      <source>Copy path of picture</source>
      <translation>Копировать путь к изображению</translation>
    </message>
    <message>
      <source>Show picture in its folder</source>
      <translation>Показать изображение в папке</translation>
    </message>
    <message>
      <source>Remove from list</source>
      <translation>Убрать из списка</translation>
    </message>
    <message>
      <source>&amp;Match classes...</source>
      <translation>Сопостав&amp;ить классы...</translation>
    </message>
    <message>
      <source>Re&amp;view maps</source>
      <translation>Проверка ка&amp;рт</translation>
    </message>
    <message>
      <source>&amp;Cancel</source>
      <translation>&amp;Отменить</translation>
    </message>
    <message>
      <source>P&amp;revious picture</source>
      <translation>&amp;Предыдущее изображение</translation>
    </message>
    <message>
      <source>&amp;Next picture</source>
      <translation>С&amp;ледующее изображение</translation>
    </message>
    <message>
      <source>&amp;Fit</source>
      <translation>&amp;Вписать</translation>
    </message>
    <message>
      <source>&amp;Actual size</source>
      <translation>Ис&amp;ходный размер</translation>
    </message>
    <message>
      <source>Zoom &amp;in</source>
      <translation>&amp;Увеличить</translation>
    </message>
    <message>
      <source>Zoom o&amp;ut</source>
      <translation>У&amp;меньшить</translation>
    </message>
    <message>
      <source>Nex&amp;t view (overlay, picture, map)</source>
      <translation>Сле&amp;дующий вид (наложение, изображение, карта)</translation>
    </message>
    <message>
      <source>&amp;Overlay</source>
      <translation>&amp;Наложение</translation>
    </message>
    <message>
      <source>&amp;Picture</source>
      <translation>&amp;Изображение</translation>
    </message>
    <message>
      <source>&amp;Map</source>
      <translation>&amp;Карта</translation>
    </message>
    <message>
      <source>Layer in&amp;spector</source>
      <translation>Инспекто&amp;р слоёв</translation>
    </message>
    <message>
      <source>Accurac&amp;y</source>
      <translation>&amp;Доля верных ответов</translation>
    </message>
    <message>
      <source>&amp;Compare maps</source>
      <translation>&amp;Сравнить карты</translation>
    </message>
    <message>
      <source>Kee&amp;p this map</source>
      <translation>Запо&amp;мнить эту карту</translation>
    </message>
    <message>
      <source>E&amp;nd split line</source>
      <translation>У&amp;брать линию раздела</translation>
    </message>
    <message>
      <source>The &amp;four methods of the lab assignment</source>
      <translation>&amp;Четыре метода лабораторной работы</translation>
    </message>
    <message>
      <source>&amp;Grid</source>
      <translation>С&amp;етка</translation>
    </message>
    <message>
      <source>C&amp;urtain</source>
      <translation>&amp;Шторка</translation>
    </message>
    <message>
      <source>&amp;Blink</source>
      <translation>&amp;Мигание</translation>
    </message>
    <message>
      <source>&amp;Difference</source>
      <translation>&amp;Разность</translation>
    </message>
    <message>
      <source>Co&amp;rrelation</source>
      <translation>&amp;Корреляция</translation>
    </message>
    <message>
      <source>&amp;Export figure...</source>
      <translation>&amp;Экспорт рисунка...</translation>
    </message>
    <message>
      <source>C&amp;lose comparison</source>
      <translation>&amp;Закрыть сравнение</translation>
    </message>
    <message>
      <source>M&amp;easure maps...</source>
      <translation>&amp;Измерить карты...</translation>
    </message>
    <message>
      <source>Save &amp;report...</source>
      <translation>Сохранить &amp;отчёт...</translation>
    </message>
    <message>
      <source>&amp;Title of reports...</source>
      <translation>&amp;Заголовок отчётов...</translation>
    </message>
    <message>
      <source>Attac&amp;k this picture</source>
      <translation>&amp;Атаковать это изображение</translation>
    </message>
    <message>
      <source>Attack selected pictures</source>
      <translation>Атаковать выбранные изображения</translation>
    </message>
    <message>
      <source>&amp;Find the smallest eps</source>
      <translation>&amp;Найти наименьшее eps</translation>
    </message>
    <message>
      <source>Save attacked picture...</source>
      <translation>Сохранить атакованное изображение...</translation>
    </message>
    <message>
      <source>Check for &amp;backdoors</source>
      <translation>Проверить на &amp;бэкдоры</translation>
    </message>
    <message>
      <source>Manage &amp;models...</source>
      <translation>&amp;Модели...</translation>
    </message>
    <message>
      <source>Pre&amp;ferences...</source>
      <translation>Параметры про&amp;граммы...</translation>
    </message>
    <message>
      <source>&amp;Keyboard shortcuts</source>
      <translation>Сочетания &amp;клавиш</translation>
    </message>
    <message>
      <source>&amp;Command palette...</source>
      <translation>&amp;Палитра команд...</translation>
    </message>
    <message>
      <source>&amp;Licences...</source>
      <translation>&amp;Лицензии...</translation>
    </message>
    <message>
      <source>Show log &amp;file</source>
      <translation>Показать &amp;файл журнала</translation>
    </message>
    <message>
      <source>&amp;About attnstudio</source>
      <translation>&amp;О программе attnstudio</translation>
    </message>
    <message>
      <source>Close when they are done</source>
      <translation>Закрыть по завершении</translation>
    </message>
    <message>
      <source>Stop them and close</source>
      <translation>Остановить и закрыть</translation>
    </message>
    <message>
      <source>Do not close</source>
      <translation>Не закрывать</translation>
    </message>
    <message>
      <source>Jobs are still running. They can go on at the next start.</source>
      <translation>Задания ещё выполняются. Их можно продолжить при следующем запуске.</translation>
    </message>
    <message>
      <source>Jobs are still running. What they have not finished would be lost.</source>
      <translation>Задачи ещё выполняются. Незавершённые результаты будут потеряны.</translation>
    </message>
    <message>
      <source>attnstudio closes when the jobs are done</source>
      <translation>attnstudio закроется, когда задачи завершатся</translation>
    </message>
    <message>
      <source>There is no display to open a window on. Without one, use: attnstudio explain PICTURE --output FOLDER.</source>
      <translation>Здесь нет экрана, чтобы открыть окно. Без него используйте: attnstudio explain PICTURE --output FOLDER.</translation>
    </message>
    <message>
      <source>The display {display} does not answer. Start attnstudio as the user who is logged in there, or use: attnstudio explain PICTURE --output FOLDER.</source>
      <translation>Экран {display} не отвечает. Запустите attnstudio от имени пользователя, который за ним работает, или без окна: attnstudio explain КАРТИНКА --output ПАПКА.</translation>
    </message>
    <message>
      <source>The library {library} is missing, which windows need. On Debian and Ubuntu this line installs it: sudo apt install {package}</source>
      <translation>Нет библиотеки {library}, без которой окна не открываются. В Debian и Ubuntu её установит команда: sudo apt install {package}</translation>
    </message>
    <message>
      <source>Qt cannot open windows here: {reason}.</source>
      <translation>Qt не может открыть здесь окно: {reason}.</translation>
    </message>
    <message>
      <source>per map</source>
      <translation>по карте</translation>
    </message>
    <message>
      <source>shared</source>
      <translation>общая</translation>
    </message>
    <message>
      <source>Opacity of the map over the picture</source>
      <translation>Непрозрачность карты поверх изображения</translation>
    </message>
    <message>
      <source>per map: each map from its minimum to its maximum. shared: one scale for all maps of the method.</source>
      <translation>по карте: каждая карта от своего минимума до максимума. общая: одна шкала для всех карт метода.</translation>
    </message>
    <message>
      <source>Signed maps are always blue for what speaks against the class and red for what speaks for it.</source>
      <translation>Карты со знаком всегда показаны синим там, где изображение говорит против класса, и красным там, где оно говорит за него.</translation>
    </message>
    <message>
      <source>{minutes} min</source>
      <translation>{minutes} мин</translation>
    </message>
    <message>
      <source>{milliseconds} ms</source>
      <translation>{milliseconds} мс</translation>
    </message>
    <message>
      <source>use the network</source>
      <translation>пользоваться сетью</translation>
    </message>
    <message>
      <source>start programs</source>
      <translation>запускать программы</translation>
    </message>
    <message>
      <source>read other files than the program's and the model's</source>
      <translation>читать файлы, кроме файлов программы и модели</translation>
    </message>
    <message>
      <source>write files</source>
      <translation>записывать файлы</translation>
    </message>
    <message>
      <source>Process that computes: {size} MB of memory</source>
      <translation>Процесс вычислений: {size} МБ памяти</translation>
    </message>
    <message>
      <source>Maps are computed in this process, with all its rights.</source>
      <translation>Карты вычисляются в этом процессе, со всеми его правами.</translation>
    </message>
    <message>
      <source>Maps are computed in a process of its own, which is about to start.</source>
      <translation>Карты вычисляются в отдельном процессе, который сейчас запускается.</translation>
    </message>
    <message>
      <source>Maps are computed in a process of its own.</source>
      <translation>Карты вычисляются в отдельном процессе.</translation>
    </message>
    <message>
      <source>The system does not let it: {things}.</source>
      <translation>Система не позволяет ему: {things}.</translation>
    </message>
    <message>
      <source>Here it could still: {things}.</source>
      <translation>Здесь он всё же может: {things}.</translation>
    </message>
    <message>
      <source>attnstudio cannot start: {reason}. A program file may be damaged; reinstall attnstudio. Details are in the log: {log}</source>
      <translation>attnstudio не запускается: {reason}. Возможно, повреждён файл программы; переустановите attnstudio. Подробности в журнале: {log}</translation>
    </message>
    <message>
      <source>Internal error: {reason}. Finished results are kept. Details are in the log: {log}</source>
      <translation>Внутренняя ошибка: {reason}. Готовые результаты сохранены. Подробности в журнале: {log}</translation>
    </message>
    <message>
      <source>{file} already exists. Enter the full file name to replace it.</source>
      <translation>Файл {file} уже существует. Чтобы заменить его, введите имя целиком.</translation>
    </message>
    <message>
      <source>Everywhere</source>
      <translation>Везде</translation>
    </message>
    <message>
      <source>Drawing</source>
      <translation>Рисование</translation>
    </message>
    <message>
      <source>Lists and tables</source>
      <translation>Списки и таблицы</translation>
    </message>
    <message>
      <source>Diagrams and matrices</source>
      <translation>Диаграммы и матрицы</translation>
    </message>
    <message>
      <source>Sliders</source>
      <translation>Ползунки</translation>
    </message>
    <message>
      <source>Next or previous control</source>
      <translation>Следующий или предыдущий элемент управления</translation>
    </message>
    <message>
      <source>Press the button, or tick the box</source>
      <translation>Нажать кнопку или поставить флажок</translation>
    </message>
    <message>
      <source>Cancel what is computed, or leave a channel or a comparison</source>
      <translation>Отменить вычисление, выйти из канала, из сравнения</translation>
    </message>
    <message>
      <source>Menu bar</source>
      <translation>Строка меню</translation>
    </message>
    <message>
      <source>Menu of what has the keyboard</source>
      <translation>Контекстное меню активного элемента</translation>
    </message>
    <message>
      <source>Move the picture</source>
      <translation>Сдвинуть изображение</translation>
    </message>
    <message>
      <source>Move the split line</source>
      <translation>Сдвинуть линию раздела</translation>
    </message>
    <message>
      <source>While it is held, the mouse moves the picture</source>
      <translation>Пока клавиша нажата, мышь сдвигает изображение</translation>
    </message>
    <message>
      <source>Move the selected shape by one pixel</source>
      <translation>Сдвинуть выбранную фигуру на один пиксель</translation>
    </message>
    <message>
      <source>Move the selected shape by ten pixels</source>
      <translation>Сдвинуть выбранную фигуру на десять пикселей</translation>
    </message>
    <message>
      <source>Finish the polygon</source>
      <translation>Завершить многоугольник</translation>
    </message>
    <message>
      <source>Take back the last point of the polygon</source>
      <translation>Убрать последнюю вершину многоугольника</translation>
    </message>
    <message>
      <source>Drop the shape that is being drawn</source>
      <translation>Отказаться от рисуемой фигуры</translation>
    </message>
    <message>
      <source>Next map of the grid; move the curtain; one picture of the blink</source>
      <translation>Соседняя карта сетки; сдвинуть шторку; одно из мигающих изображений</translation>
    </message>
    <message>
      <source>Curtain to the left or right edge</source>
      <translation>Шторка к левому или правому краю</translation>
    </message>
    <message>
      <source>Show the map by itself</source>
      <translation>Показать карту отдельно</translation>
    </message>
    <message>
      <source>Take the map as A of the pair; stop or start the blink</source>
      <translation>Взять карту как A в паре; остановить или продолжить мигание</translation>
    </message>
    <message>
      <source>Take the map as B of the pair</source>
      <translation>Взять карту как B в паре</translation>
    </message>
    <message>
      <source>Go to another row</source>
      <translation>Перейти к другой строке</translation>
    </message>
    <message>
      <source>Open the row</source>
      <translation>Открыть строку</translation>
    </message>
    <message>
      <source>Select all rows</source>
      <translation>Выделить все строки</translation>
    </message>
    <message>
      <source>Copy the table of scores</source>
      <translation>Копировать таблицу оценок</translation>
    </message>
    <message>
      <source>Good map, bad map, spurious, look again</source>
      <translation>Хорошая карта, плохая карта, ложная связь, посмотреть ещё раз</translation>
    </message>
    <message>
      <source>Previous or next picture</source>
      <translation>Предыдущее или следующее изображение</translation>
    </message>
    <message>
      <source>Remove the selected pictures from the list</source>
      <translation>Убрать выделенные изображения из списка</translation>
    </message>
    <message>
      <source>Remove the map from the results</source>
      <translation>Убрать карту из результатов</translation>
    </message>
    <message>
      <source>Move the job up or down</source>
      <translation>Переместить задачу выше или ниже</translation>
    </message>
    <message>
      <source>Cancel the job</source>
      <translation>Отменить задачу</translation>
    </message>
    <message>
      <source>Read the value at another place</source>
      <translation>Прочитать значение в другом месте</translation>
    </message>
    <message>
      <source>First or last column of the confusion matrix</source>
      <translation>Первый или последний столбец матрицы ошибок</translation>
    </message>
    <message>
      <source>Larger, smaller, or the whole confusion matrix</source>
      <translation>Крупнее, мельче или вся матрица ошибок</translation>
    </message>
    <message>
      <source>Show the pictures of the cell or bar</source>
      <translation>Показать изображения ячейки или столбца</translation>
    </message>
    <message>
      <source>Move the handle</source>
      <translation>Сдвинуть движок</translation>
    </message>
    <message>
      <source>Change between the two handles</source>
      <translation>Перейти ко второму движку</translation>
    </message>
    <message>
      <source>Demo (built in)</source>
      <translation>Демо (встроенная)</translation>
    </message>
    <message>
      <source>Demo with a backdoor</source>
      <translation>Демо с бэкдором</translation>
    </message>
    <message>
      <source>class {index}</source>
      <translation>класс {index}</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Открыть</translation>
    </message>
    <message>
      <source>Detach</source>
      <translation>Отсоединить</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>Тёмная</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>Светлая</translation>
    </message>
    <message>
      <source>T&amp;heme</source>
      <translation>&amp;Тема</translation>
    </message>
    <message>
      <source>&amp;Language</source>
      <translation>&amp;Язык</translation>
    </message>
    <message>
      <source>&amp;File</source>
      <translation>&amp;Файл</translation>
    </message>
    <message>
      <source>E&amp;dit</source>
      <translation>&amp;Правка</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>&amp;Вид</translation>
    </message>
    <message>
      <source>&amp;Explain</source>
      <translation>О&amp;бъяснение</translation>
    </message>
    <message>
      <source>&amp;Compare</source>
      <translation>С&amp;равнение</translation>
    </message>
    <message>
      <source>&amp;Tools</source>
      <translation>&amp;Инструменты</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>&amp;Справка</translation>
    </message>
    <message>
      <source>Pan&amp;els</source>
      <translation>Пан&amp;ели</translation>
    </message>
    <message>
      <source>Enter the address of the scheduler.</source>
      <translation>Введите адрес планировщика.</translation>
    </message>
    <message>
      <source>Choose the folder of certificates that attnstudio cluster init has made.</source>
      <translation>Выберите папку сертификатов, созданную командой attnstudio cluster init.</translation>
    </message>
    <message numerus="yes">
      <source>{n} processes</source>
      <translation>
        <numerusform>{n} процесс</numerusform>
        <numerusform>{n} процесса</numerusform>
        <numerusform>{n} процессов</numerusform>
      </translation>
    </message>
    <message>
      <source>this machine</source>
      <translation>этот компьютер</translation>
    </message>
    <message>
      <source>the menu {menu}</source>
      <translation>меню «{menu}»</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>Показать в папке</translation>
    </message>
    <message>
      <source>Device that computes the maps, and memory for a batch</source>
      <translation>Где вычисляются карты и сколько памяти может занять пакет</translation>
    </message>
    <message>
      <source>map {value}</source>
      <translation>карта {value}</translation>
    </message>
    <message>
      <source>{model} on {device}, {size} GB</source>
      <translation>{model} на {device}, {size} ГБ</translation>
    </message>
    <message>
      <source>{job}, {time} left</source>
      <translation>{job}, осталось {time}</translation>
    </message>
    <message>
      <source>No program can open {file}.</source>
      <translation>Нет программы, которая открывает {file}.</translation>
    </message>
    <message>
      <source>Prediction of each picture</source>
      <translation>Предсказание каждого изображения</translation>
    </message>
    <message>
      <source>Label of each picture</source>
      <translation>Метка каждого изображения</translation>
    </message>
    <message>
      <source>Strongest wrong class of each picture</source>
      <translation>Сильнейший неверный класс каждого изображения</translation>
    </message>
    <message>
      <source>Label minus prediction</source>
      <translation>Метка минус предсказание</translation>
    </message>
    <message>
      <source>top-{rank}</source>
      <translation>топ-{rank}</translation>
    </message>
    <message>
      <source>Column "{column}"</source>
      <translation>Столбец «{column}»</translation>
    </message>
    <message>
      <source>change of parameters</source>
      <translation>изменение параметров</translation>
    </message>
    <message>
      <source>choice of model</source>
      <translation>выбор модели</translation>
    </message>
    <message>
      <source>choice of methods</source>
      <translation>выбор методов</translation>
    </message>
    <message>
      <source>choice of target</source>
      <translation>выбор класса</translation>
    </message>
    <message>
      <source>choice of layer</source>
      <translation>выбор слоя</translation>
    </message>
    <message>
      <source>choice of model input</source>
      <translation>выбор входа модели</translation>
    </message>
    <message>
      <source>&amp;Undo {what}</source>
      <translation>&amp;Отменить: {what}</translation>
    </message>
    <message>
      <source>&amp;Redo {what}</source>
      <translation>&amp;Вернуть: {what}</translation>
    </message>
    <message>
      <source>{layer}, channel {number}</source>
      <translation>{layer}, канал {number}</translation>
    </message>
    <message>
      <source>Kept: {name}</source>
      <translation>Запомнена карта: {name}</translation>
    </message>
    <message>
      <source>&amp;Kept maps</source>
      <translation>Запомненные кар&amp;ты</translation>
    </message>
    <message>
      <source>Rename kept map</source>
      <translation>Имя запомненной карты</translation>
    </message>
    <message>
      <source>Compare with now by a split line</source>
      <translation>Сравнить с текущей картой по линии раздела</translation>
    </message>
    <message>
      <source>Rename...</source>
      <translation>Переименовать...</translation>
    </message>
    <message>
      <source>Forget</source>
      <translation>Забыть</translation>
    </message>
    <message>
      <source>Now</source>
      <translation>Сейчас</translation>
    </message>
    <message>
      <source>No picture is selected.</source>
      <translation>Не выбрано ни одного изображения.</translation>
    </message>
    <message>
      <source>Zoom kept; the picture was moved into view</source>
      <translation>Масштаб сохранён; изображение сдвинуто в поле зрения</translation>
    </message>
    <message>
      <source>Picture with its map</source>
      <translation>Изображение с картой</translation>
    </message>
    <message>
      <source>This map is from the model {name}, not from the chosen one.</source>
      <translation>Эта карта относится к модели {name}, а не к выбранной.</translation>
    </message>
    <message>
      <source>A few values are so much larger than the others that hardly anything else is seen.</source>
      <translation>Несколько значений настолько больше остальных, что, кроме них, почти ничего не видно.</translation>
    </message>
    <message>
      <source>Auto contrast</source>
      <translation>Автоконтраст</translation>
    </message>
    <message>
      <source>Choose a folder...</source>
      <translation>Выбрать папку...</translation>
    </message>
    <message>
      <source>Choose a folder</source>
      <translation>Выбор папки</translation>
    </message>
    <message>
      <source>Entry</source>
      <translation>Запись</translation>
    </message>
    <message>
      <source>Reason</source>
      <translation>Причина</translation>
    </message>
    <message>
      <source>{count} ticked</source>
      <translation>Отмечено: {count}</translation>
    </message>
    <message>
      <source>Rows to compare</source>
      <translation>Строки для сравнения</translation>
    </message>
    <message>
      <source>Another class: name, index, or A-B</source>
      <translation>Другой класс: имя, номер или А-Б</translation>
    </message>
  </context>
</TS>
